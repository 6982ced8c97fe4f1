"""Bytes in the storage open only where they belong, and only with the room's key."""

from __future__ import annotations

import os

import pytest

from rooms.files import sealed
from rooms.models.file import CHUNK_BYTES
from rooms.refusals import Refused
from rooms.vault import Unreadable, erase
from tests.builders.canary import canary
from tests.builders.files import overwrite, stored, upload
from tests.builders.rooms import group_room, mentorship_room

pytestmark = pytest.mark.django_db

DATA = b"\x00" + os.urandom(2 * CHUNK_BYTES + 99)


@pytest.fixture
def file(room, noah):
    return upload(room, noah, DATA, "data.bin")


def read(file) -> bytes:
    return b"".join(sealed.read_chunks(file, sealed.cipher_of(file.room)))


def test_file_is_stored_in_sealed_chunks_and_opens_again(file):
    names = [f"{file.pk}/1-{no}" for no in range(3)]

    assert (list(stored(file.pk)), read(file)) == (names, DATA)
    assert DATA[1:17] not in b"".join(stored(file.pk).values())


def test_same_bytes_are_never_sealed_alike(room, noah):
    same = bytes(CHUNK_BYTES)

    first, second = stored(upload(room, noah, same * 2, "zeros.bin").pk).values()

    assert first[14:] != second[14:]


def test_chunk_that_stands_in_its_place_is_never_taken_away(file):
    before = stored(file.pk)

    sealed.put_chunks(file, sealed.cipher_of(file.room), DATA)

    assert stored(file.pk) == before


def test_other_bytes_take_the_place_of_a_chunk(file):
    other = DATA[::-1]

    sealed.put_chunks(file, sealed.cipher_of(file.room), other)

    assert read(file) == other


def test_name_and_bytes_stand_nowhere_in_clear(room, noah):
    word = canary()

    file = upload(room, noah, word.encode(), f"{word}.txt")

    kept = [bytes(file.name), *stored(file.pk).values()]
    assert [word.encode() in each for each in kept] == [False, False]
    assert sealed.open_name(file, sealed.cipher_of(room)) == f"{word}.txt"


def test_chunks_that_changed_places_do_not_open(file):
    first, second, _last = stored(file.pk)
    overwrite(first, stored(file.pk)[second])

    with pytest.raises(Unreadable):
        read(file)


def test_chunk_of_another_file_does_not_open(room, noah, file):
    other = upload(room, noah, DATA, "data.bin")
    overwrite(f"{file.pk}/1-0", stored(other.pk)[f"{other.pk}/1-0"])

    with pytest.raises(Unreadable):
        read(file)


def test_chunk_of_another_room_does_not_open(mia, noah, file):
    elsewhere = mentorship_room(mia, noah)
    file.room = elsewhere

    with pytest.raises(Unreadable):
        read(file)


def test_file_that_was_cut_short_does_not_open(file):
    file.size = 2 * CHUNK_BYTES

    with pytest.raises(Unreadable):
        read(file)


@pytest.mark.parametrize(
    "damage", [lambda chunk: chunk[:-1], lambda chunk: chunk[:-1] + b"\x00\x01", lambda _chunk: b""]
)
def test_damaged_chunk_does_not_open(file, damage):
    name = f"{file.pk}/1-1"
    overwrite(name, damage(stored(file.pk)[name]))

    with pytest.raises(Unreadable):
        read(file)


def test_missing_chunk_does_not_open(file):
    sealed.private().delete(f"{file.pk}/1-1")

    with pytest.raises(Unreadable):
        read(file)


def test_file_of_an_erased_room_cannot_be_opened(room, file):
    erase(room)

    with pytest.raises(Refused) as refused:
        read(file)
    assert str(refused.value.text) == "This room was erased."


def test_file_of_a_group_stands_in_clear_and_opens(mia):
    group = group_room("Clerks", mia)

    file = upload(group, mia, b"Open to all", "notes.txt")

    assert (read(file), b"Open to all" in stored(file.pk)[f"{file.pk}/1-0"]) == (b"Open to all", True)
