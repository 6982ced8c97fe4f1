"""The vault: what is sealed opens where it stands and nowhere else, and dies with its key."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import assume, given
from hypothesis import strategies as st

from rooms.models import Control, RoomKey, VaultMark
from rooms.vault import NoKey, Unreadable, WrongKey, check_master, erase, keyring, make_key, open_site, seal_site
from rooms.vault.cipher import DIGEST_BYTES, ClearRoom, SealedRoom
from rooms.vault.keys import KEY_SECONDS, Keyring
from server.keys import make_key as make_key_file
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from rooms.models import Room

ROW = uuid.UUID(int=7)
AT_TEXT = ("message", ROW, "text", 1)
WORD = b"heliotrope"

names = st.text(st.characters(codec="utf-8", exclude_characters="|"), max_size=12)
places = st.tuples(names, st.uuids(), names, st.integers(0, 2**40))
texts = st.binary(max_size=300)


def sealed_room(room: int = 1, key: bytes = b"k" * 32) -> SealedRoom:
    return SealedRoom(key, no=1, room=uuid.UUID(int=room))


@pytest.fixture
def room(db: None) -> Room:
    return mentorship_room(person("mia"), person("noah"))


@pytest.fixture
def other_master(settings: SettingsWrapper, tmp_path: Path) -> None:
    make_key_file(tmp_path / "vault_key")
    settings.VAULT_KEY_FILE = tmp_path / "vault_key"


# Values


@given(places, texts)
def test_sealed_value_opens_where_it_stands(place: tuple[str, uuid.UUID, str, int], text: bytes) -> None:
    value = sealed_room().seal(*place, text)

    assert sealed_room().open(*place, memoryview(value)) == text


@given(places, places, texts)
def test_sealed_value_moved_elsewhere_does_not_open(
    place: tuple[str, uuid.UUID, str, int], elsewhere: tuple[str, uuid.UUID, str, int], text: bytes
) -> None:
    assume(place != elsewhere)
    value = sealed_room().seal(*place, text)

    with pytest.raises(Unreadable):
        sealed_room().open(*elsewhere, value)


@pytest.mark.parametrize(
    "elsewhere",
    [
        ("reaction", ROW, "text", 1),
        ("message", uuid.UUID(int=8), "text", 1),
        ("message", ROW, "reply", 1),
        ("message", ROW, "text", 2),
    ],
)
def test_sealed_value_is_bound_to_purpose_row_field_and_version(elsewhere: tuple[str, uuid.UUID, str, int]) -> None:
    value = sealed_room().seal(*AT_TEXT, WORD)

    with pytest.raises(Unreadable):
        sealed_room().open(*elsewhere, value)


def test_sealed_value_does_not_open_in_another_room_with_the_same_key() -> None:
    value = sealed_room(room=1).seal(*AT_TEXT, WORD)

    with pytest.raises(Unreadable):
        sealed_room(room=2).open(*AT_TEXT, value)


def test_sealed_value_does_not_open_under_another_key() -> None:
    value = sealed_room(key=b"a" * 32).seal(*AT_TEXT, WORD)

    with pytest.raises(Unreadable):
        sealed_room(key=b"b" * 32).open(*AT_TEXT, value)


@given(texts, st.data())
def test_sealed_value_with_one_bit_changed_does_not_open(text: bytes, data: st.DataObject) -> None:
    value = bytearray(sealed_room().seal(*AT_TEXT, text))
    bit = data.draw(st.integers(0, len(value) * 8 - 1))
    value[bit // 8] ^= 1 << bit % 8

    with pytest.raises(Unreadable):
        sealed_room().open(*AT_TEXT, bytes(value))


@given(texts, st.data())
def test_sealed_value_cut_short_does_not_open(text: bytes, data: st.DataObject) -> None:
    value = sealed_room().seal(*AT_TEXT, text)
    length = data.draw(st.integers(0, len(value) - 1))

    with pytest.raises(Unreadable):
        sealed_room().open(*AT_TEXT, value[:length])


@given(texts)
def test_sealed_value_has_a_size_in_steps_of_64(text: bytes) -> None:
    head, tag = 2 + 12, 16

    value = sealed_room().seal(*AT_TEXT, text)

    assert len(value) - head - tag == (4 + len(text) + 63) // 64 * 64


def test_sealing_the_same_text_twice_gives_different_values() -> None:
    values = {sealed_room().seal(*AT_TEXT, WORD) for _ in range(100)}

    assert len(values) == 100


def test_place_with_a_bar_is_refused_as_it_would_be_ambiguous() -> None:
    with pytest.raises(ValueError, match="may not contain a bar"):
        sealed_room().seal("message|x", ROW, "text", 1, WORD)


def test_clear_value_is_refused_in_a_sealed_room() -> None:
    clear = ClearRoom(b"d" * 32).seal(*AT_TEXT, WORD)

    with pytest.raises(Unreadable):
        sealed_room().open(*AT_TEXT, clear)


def test_sealed_value_is_refused_in_a_clear_room() -> None:
    sealed = sealed_room().seal(*AT_TEXT, WORD)

    with pytest.raises(Unreadable):
        ClearRoom(b"d" * 32).open(*AT_TEXT, sealed)


def test_refusal_quotes_neither_value_nor_text() -> None:
    value = sealed_room().seal(*AT_TEXT, WORD)

    with pytest.raises(Unreadable) as refused:
        sealed_room(room=2).open(*AT_TEXT, value)

    assert str(refused.value) == "This value was sealed for another place, or was damaged."
    assert refused.value.__suppress_context__


def test_many_threads_seal_and_open_with_one_cipher() -> None:
    cipher = sealed_room()
    numbered = [str(no).encode() for no in range(2_000)]

    with ThreadPoolExecutor(8) as threads:
        values = list(threads.map(lambda text: cipher.seal(*AT_TEXT, text), numbered))
        opened = list(threads.map(lambda value: cipher.open(*AT_TEXT, value), values))

    assert opened == numbered


# Digests


def test_digest_is_equal_for_equal_data_only() -> None:
    digests = [sealed_room().digest(data) for data in (b"yes", b"yes", b"no")]

    assert [len(digest) for digest in digests] == [DIGEST_BYTES] * 3
    assert [digest == digests[0] for digest in digests] == [True, True, False]


def test_digest_of_the_same_word_differs_from_room_to_room(room: Room) -> None:
    omar = person("omar")
    rooms = [room, group_room("Clerks", omar), group_room("Judges", omar)]

    digests = {keyring.for_room(each).digest(WORD) for each in rooms}

    assert len(digests) == 3


# Keys


def test_make_key_stores_a_wrapped_key_that_opens_the_room(room: Room) -> None:
    value = keyring.for_room(room).seal(*AT_TEXT, WORD)

    assert Keyring().for_room(room).open(*AT_TEXT, value) == WORD
    assert WORD not in value


def test_make_key_twice_is_refused(room: Room) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_key(room)


def test_make_key_gives_a_group_room_none(db: None) -> None:
    group = group_room("Clerks", person("omar"))

    make_key(group)

    assert not RoomKey.objects.exists()
    assert keyring.for_room(group).seal(*AT_TEXT, WORD) == b"\x00" + WORD


def test_make_key_after_a_rolled_back_one_is_the_key_in_use(room: Room) -> None:
    lost = keyring.for_room(room)
    RoomKey.objects.all().delete()

    make_key(room)

    value = keyring.for_room(room).seal(*AT_TEXT, WORD)
    assert Keyring().for_room(room).open(*AT_TEXT, value) == WORD
    assert keyring.for_room(room) is not lost


def test_wrapped_key_moved_to_another_room_does_not_open(room: Room) -> None:
    other = mentorship_room(person("omar"), person("zoe"))
    RoomKey.objects.filter(room=other).update(wrapped=room.key.wrapped)

    with pytest.raises(Unreadable):
        Keyring().for_room(other)


def test_room_key_under_another_master_is_refused(room: Room, other_master: None) -> None:
    with pytest.raises(WrongKey, match="another master key"):
        Keyring().for_room(room)


def test_keyring_reads_a_key_once(room: Room, django_assert_num_queries: object) -> None:
    ring = Keyring()
    ring.for_room(room)

    with django_assert_num_queries(0):  # type: ignore[operator]  # the fixture's type is not public
        ring.for_room(room)


def test_keyring_forgets_an_erased_key_by_itself_after_a_while(room: Room) -> None:
    now = [0.0]
    ring = Keyring(lambda: now[0])
    ring.for_room(room)
    RoomKey.objects.all().delete()

    now[0] = KEY_SECONDS

    with pytest.raises(NoKey):
        ring.for_room(room)


class EvictedWhileReading(Keyring):
    """A keyring whose room is evicted between the read of its key and the keeping of it."""

    def _hold(self, room_id: uuid.UUID, *args: object, **kwargs: object) -> None:
        self.evict(room_id)
        super()._hold(room_id, *args, **kwargs)  # type: ignore[arg-type]  # handed on as they came


def test_keyring_keeps_no_key_read_before_an_eviction(room: Room) -> None:
    ring = EvictedWhileReading()

    assert ring.for_room(room) is not ring.for_room(room)


# Erasure


def test_erase_closes_the_room_s_words_for_good(room: Room) -> None:
    keyring.for_room(room).seal(*AT_TEXT, WORD)

    erase(room)

    assert not RoomKey.objects.exists()
    with pytest.raises(NoKey):
        keyring.for_room(room)


def test_erase_leaves_other_rooms_open(room: Room) -> None:
    other = mentorship_room(person("omar"), person("zoe"))
    value = keyring.for_room(other).seal(*AT_TEXT, WORD)

    erase(room)

    assert keyring.for_room(other).open(*AT_TEXT, value) == WORD


def test_erase_orders_every_process_to_drop_the_key(room: Room) -> None:
    erase(room)

    assert list(Control.objects.values_list("kind", "room")) == [(Control.Kind.KEY_ERASED, room.pk)]


# The site


@given(texts)
def test_site_value_opens_for_its_purpose_and_row_only(data: bytes) -> None:
    value = seal_site("totp", "7", data)

    assert open_site("totp", "7", value) == data
    for purpose, row in (("totp", "8"), ("mail", "7")):
        with pytest.raises(Unreadable):
            open_site(purpose, row, value)


def test_site_value_does_not_open_under_another_master(settings: SettingsWrapper, tmp_path: Path) -> None:
    value = seal_site("totp", "7", WORD)
    make_key_file(tmp_path / "vault_key")
    settings.VAULT_KEY_FILE = tmp_path / "vault_key"

    with pytest.raises(Unreadable):
        open_site("totp", "7", value)


# The master key


def test_check_master_records_the_key_once(db: None) -> None:
    check_master()
    check_master()

    assert VaultMark.objects.count() == 1


def test_check_master_refuses_another_key_and_keeps_the_mark(
    settings: SettingsWrapper, db: None, tmp_path: Path
) -> None:
    check_master()
    before = VaultMark.objects.get().fingerprint
    make_key_file(tmp_path / "vault_key")
    settings.VAULT_KEY_FILE = tmp_path / "vault_key"

    with pytest.raises(WrongKey, match="sealed under another key"):
        check_master()

    assert VaultMark.objects.get().fingerprint == before


def test_check_master_refuses_another_key_even_without_a_mark(room: Room, other_master: None) -> None:
    with pytest.raises(WrongKey):
        check_master()


@pytest.mark.parametrize("content", [None, "", "abc", "zz" * 32, "ab" * 31, "\xe9" * 64])
def test_check_master_refuses_a_missing_or_broken_file(
    settings: SettingsWrapper, db: None, tmp_path: Path, content: str | None
) -> None:
    settings.VAULT_KEY_FILE = tmp_path / "vault_key"
    if content is not None:
        settings.VAULT_KEY_FILE.write_text(content)

    with pytest.raises(WrongKey, match="missing or does not hold 64 hexadecimal characters") as refused:
        check_master()

    assert not content or content not in str(refused.value)


def test_vault_mark_is_a_single_row(db: None) -> None:
    check_master()

    with pytest.raises(IntegrityError), transaction.atomic():
        VaultMark.objects.create(fingerprint="0" * 16)


def test_ciphers_of_many_rooms_are_fetched_in_one_statement(mia, noah):
    rooms = [mentorship_room(mia, noah) for _ in range(3)]
    erase(rooms[2])
    ring = Keyring()

    with CaptureQueriesContext(connection) as fetched:
        ring.fetch(rooms)
        ring.fetch(rooms[:2])
    with CaptureQueriesContext(connection) as used:
        for room in rooms[:2]:
            ring.for_room(room)

    assert (len(fetched), len(used)) == (1, 0)
    with pytest.raises(NoKey):
        ring.for_room(rooms[2])
