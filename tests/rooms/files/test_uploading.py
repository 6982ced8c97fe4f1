"""How files come in: chunk by chunk, once, within bounds, and not at all when something is wrong."""

from __future__ import annotations

import io
import os
import uuid
from functools import partial

import pytest
from django.conf import settings
from django.utils import timezone
from PIL import Image
from twisted.web.http import _getContentFile

from rooms.files import sealed, uploading
from rooms.files.uploading import MEGABYTE
from rooms.models import File, Membership
from rooms.models.file import CHUNK_BYTES
from rooms.refusals import Refused
from tests.builders.chat import member_of
from tests.builders.files import PDF, attached, chunks_of, noise, overwrite, picture, stored, upload
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.threads import at_once

pytestmark = pytest.mark.django_db

DATA = b"\x00" + os.urandom(CHUNK_BYTES + 10)
SECRET = b"camera-of-mia"


def begin(member: Membership, file_id: uuid.UUID | None = None, name: str = "data.bin", size: int = len(DATA)) -> File:
    return uploading.begin(member, file_id=file_id or uuid.uuid4(), name=name, size=size)


def refusal(deed, *arguments, **more) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        deed(*arguments, **more)
    return refused.value.code, str(refused.value.text)


def content(file: File) -> bytes:
    return b"".join(sealed.read_chunks(file, sealed.cipher_of(file.room)))


@pytest.fixture
def member(room, noah):
    return member_of(room, noah)


def test_file_is_ready_after_its_last_chunk(member):
    file = begin(member)

    standings = [uploading.add_chunk(member, file.pk, no, chunk) for no, chunk in enumerate(chunks_of(DATA))]

    assert [(each.received, each.finished_at is not None) for each in standings] == [(1, False), (2, True)]
    assert content(standings[-1]) == DATA


def test_chunk_is_small_enough_that_no_server_writes_it_to_a_temporary_file():
    assert isinstance(_getContentFile(CHUNK_BYTES), io.BytesIO)
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE > CHUNK_BYTES


def test_announcing_again_tells_where_the_upload_stands(member):
    file = begin(member)
    uploading.add_chunk(member, file.pk, 0, DATA[:CHUNK_BYTES])

    again = begin(member, file.pk)

    assert (again.pk, again.received, File.objects.count()) == (file.pk, 1, 1)


def test_chunk_sent_again_changes_nothing(member):
    file = begin(member)
    uploading.add_chunk(member, file.pk, 0, DATA[:CHUNK_BYTES])
    before = stored(file.pk)

    again = uploading.add_chunk(member, file.pk, 0, DATA[:CHUNK_BYTES])

    assert (again.received, stored(file.pk)) == (1, before)


def test_last_chunk_sent_again_changes_nothing(room, member, noah):
    file = upload(room, noah, noise((200, 200)), "noise.png")
    before = stored(file.pk)

    again = uploading.add_chunk(member, file.pk, 1, b"whatever")

    assert (again.finished_at, stored(file.pk)) == (file.finished_at, before)


def test_chunk_that_was_cut_off_in_the_middle_is_replaced(member):
    file = begin(member)
    uploading.add_chunk(member, file.pk, 0, DATA[:CHUNK_BYTES])
    File.objects.update(received=0)
    overwrite(f"{file.pk}/1-0", b"half")

    for no, chunk in enumerate(chunks_of(DATA)):
        file = uploading.add_chunk(member, file.pk, no, chunk)

    assert content(file) == DATA


def test_upload_whose_end_was_cut_off_is_finished_by_the_last_chunk_again(member):
    file = begin(member)
    for no, chunk in enumerate(chunks_of(DATA)):
        uploading.add_chunk(member, file.pk, no, chunk)
    File.objects.update(finished_at=None)

    again = uploading.add_chunk(member, file.pk, 1, DATA[CHUNK_BYTES:])

    assert (again.finished_at is not None, content(again)) == (True, DATA)


def test_file_that_does_not_open_is_not_called_ready(member):
    file = begin(member)
    uploading.add_chunk(member, file.pk, 0, DATA[:CHUNK_BYTES])
    sealed.private().delete(f"{file.pk}/1-0")

    told = refusal(uploading.add_chunk, member, file.pk, 1, DATA[CHUNK_BYTES:])

    assert told == ("unavailable", "This file could not be stored. Send it again.")
    assert (stored(file.pk), File.objects.count()) == ({}, 0)


def test_image_is_written_anew_and_what_was_sent_is_gone(room, noah):
    raw = picture("jpeg", comment=SECRET)

    file = upload(room, noah, raw, "photo.jpg")

    assert (file.kind, SECRET in content(file), file.size) == ("jpeg", False, len(content(file)))
    assert list(stored(file.pk)) == [f"{file.pk}/{file.version}-0"]
    assert file.version > 1


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("photo.png", b"<svg/>", "bad_shape"),
        pytest.param("photo.png", noise((200, 200))[:-500], "bad_shape", id="truncated"),
        ("setup.pdf", b"MZ\x90\x00", "bad_shape"),
    ],
)
def test_refused_file_leaves_nothing(room, noah, name, data, code):
    file_id = uuid.uuid4()
    member = member_of(room, noah)
    begin(member, file_id, name, len(data))

    def send() -> None:
        for no, chunk in enumerate(chunks_of(data)):
            uploading.add_chunk(member, file_id, no, chunk)

    assert refusal(send)[0] == code
    assert (stored(file_id), File.objects.count()) == ({}, 0)


@pytest.mark.parametrize(
    ("no", "size"), [(0, 100), (1, CHUNK_BYTES), (2, 1), (0, CHUNK_BYTES + 1), (0, 0), (-1, CHUNK_BYTES)]
)
def test_chunk_of_another_size_than_announced_is_refused(member, no, size):
    file = begin(member)

    told = refusal(uploading.add_chunk, member, file.pk, no, DATA[:size])

    assert told == ("bad_shape", "This is not a chunk of the file that was announced.")
    assert (stored(file.pk), File.objects.get().received) == ({}, 0)


def test_chunk_out_of_turn_is_refused(member):
    file = begin(member)

    told = refusal(uploading.add_chunk, member, file.pk, 1, DATA[CHUNK_BYTES:])

    assert told == ("conflict", "The chunks of a file have to come one after the other.")


@pytest.mark.parametrize(
    ("size", "told"),
    [(0, "This file is empty."), (-1, "This file is empty."), (25 * MEGABYTE + 1, "A file may have at most 25 MB.")],
)
def test_size_out_of_bounds_is_refused(member, size, told):
    assert refusal(begin, member, size=size)[1] == told
    assert not File.objects.exists()


def test_room_holds_only_so_much(member, settings):
    settings.FILE_MEGABYTES, settings.ROOM_FILES_MEGABYTES = 1, 2
    first, second = begin(member, size=MEGABYTE), begin(member, size=MEGABYTE)

    told = refusal(begin, member, size=1)

    assert told == ("too_long", "All files of a room together may have at most 2 MB. Remove some first.")
    uploading.cancel(member, first.pk)
    assert begin(member, size=MEGABYTE).room == second.room


def test_picture_of_more_bytes_than_can_be_decoded_is_refused(member, settings):
    settings.FILE_MEGABYTES = 100
    file = begin(member, name="photo.png", size=26 * MEGABYTE)

    told = refusal(uploading.add_chunk, member, file.pk, 0, picture("png").ljust(CHUNK_BYTES, b"\x00"))

    assert told == ("too_long", "A picture may have at most 25 MB.")


def test_id_of_another_upload_is_refused(member, room, mia):
    file = begin(member, name="verdict.pdf")

    told = refusal(begin, member_of(room, mia), file.pk, "verdict.pdf")

    assert told == ("conflict", "This id was used for something else before.")
    assert refusal(begin, member, file.pk, "other.pdf") == told


def test_upload_of_another_member_does_not_exist(member, room, mia):
    file = begin(member, name="verdict.pdf")

    told = refusal(uploading.add_chunk, member_of(room, mia), file.pk, 0, DATA[:CHUNK_BYTES])

    assert told == ("not_found", "There is no such file of yours in this room.")


def test_upload_into_another_room_does_not_exist(member, mia, noah):
    elsewhere = member_of(mentorship_room(mia, noah), noah)
    file = begin(member)

    assert refusal(uploading.add_chunk, elsewhere, file.pk, 0, DATA[:CHUNK_BYTES])[0] == "not_found"


def test_closed_room_takes_no_file(member):
    file = begin(member)
    member.room.closed_at = timezone.now()
    member.room.save()

    assert refusal(begin, member)[0] == "read_only"
    assert refusal(uploading.add_chunk, member, file.pk, 0, DATA[:CHUNK_BYTES])[0] == "read_only"
    assert stored(file.pk) == {}


def test_cancelled_upload_leaves_nothing(member):
    file = begin(member)
    uploading.add_chunk(member, file.pk, 0, DATA[:CHUNK_BYTES])

    uploading.cancel(member, file.pk)
    uploading.cancel(member, file.pk)

    assert (stored(file.pk), File.objects.count()) == ({}, 0)


def test_file_of_another_member_is_not_cancelled(member, room, mia):
    file = begin(member)

    uploading.cancel(member_of(room, mia), file.pk)

    assert File.objects.get() == file


def test_file_in_use_is_not_cancelled(member, room, noah):
    file = attached(room, noah, PDF)

    assert refusal(uploading.cancel, member, file.pk)[0] == "conflict"
    assert content(file) == PDF


@pytest.mark.django_db(transaction=True)
def test_uploads_at_once_do_not_pass_the_bound_of_the_room_together(settings):
    settings.FILE_MEGABYTES, settings.ROOM_FILES_MEGABYTES = 1, 2
    noah = person("noah")
    member = member_of(mentorship_room(person("mia"), noah), noah)

    outcomes = at_once(*[partial(begin, member, size=MEGABYTE)] * 4)

    assert sorted(type(each).__name__ for each in outcomes) == ["File", "File", "Refused", "Refused"]


@pytest.mark.django_db(transaction=True)
def test_last_chunk_sent_several_times_at_once_makes_one_file():
    noah = person("noah")
    member = member_of(mentorship_room(person("mia"), noah), noah)
    first, last = chunks_of(noise((200, 140)))
    file = begin(member, name="noise.png", size=len(first + last))
    uploading.add_chunk(member, file.pk, 0, first)

    at_once(*[partial(uploading.add_chunk, member, file.pk, 1, last)] * 3)

    file.refresh_from_db()
    assert Image.open(io.BytesIO(content(file))).size == (200, 140)
    assert {name.split("/")[1].split("-")[0] for name in stored(file.pk)} == {str(file.version)}
