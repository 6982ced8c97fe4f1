"""How a file comes into a room: begun, then chunk by chunk, judged and whole. Not here: what it belongs to (keeping).

It comes in chunks since whatever receives a larger body writes it to a temporary file, in clear; and a chunk that was
lost on the way is all that has to be sent again.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms.files import images, sealed
from rooms.files.content import clean_name, judge
from rooms.members import require_open
from rooms.models import File, Room
from rooms.refusals import Refused
from rooms.vault import Unreadable

if TYPE_CHECKING:
    import uuid

    from rooms.models import Membership
    from rooms.vault import RoomCipher

MEGABYTE = 1024 * 1024
FIRST_REWRITTEN, VERSIONS = 2, 30_000


@transaction.atomic
def begin(member: Membership, *, file_id: uuid.UUID, name: str, size: int) -> File:
    """Announce a file; announcing it again tells where the upload stands."""
    # What all uploads of a room take up together is counted under its lock.
    room = Room.objects.lock([member.room_id])[member.room_id]
    require_open(room)
    cipher = sealed.cipher_of(room)
    said = clean_name(name)
    earlier = File.objects.filter(pk=file_id).first()
    if earlier:
        return _same(earlier, member, cipher, said)
    _require_room_for(room, size)
    file = File(pk=file_id, room=room, person_id=member.person_id, size=size)
    file.name = sealed.seal_name(file, cipher, said)
    file.save(force_insert=True)
    return file


def _same(file: File, member: Membership, cipher: RoomCipher, name: str) -> File:
    own = (file.room_id, file.person_id, file.gone_at) == (member.room_id, member.person_id, None)
    if not own or sealed.open_name(file, cipher) != name:
        raise Refused("conflict", _("This id was used for something else before."))
    return file


def _require_room_for(room: Room, size: int) -> None:
    if size < 1:
        raise Refused("bad_shape", _("This file is empty."))
    if size > settings.FILE_MEGABYTES * MEGABYTE:
        told = _("A file may have at most {megabytes} MB.")
        raise Refused("too_long", format_lazy(told, megabytes=settings.FILE_MEGABYTES))
    if room.files.stored_bytes() + size > settings.ROOM_FILES_MEGABYTES * MEGABYTE:
        told = _("All files of a room together may have at most {megabytes} MB. Remove some first.")
        raise Refused("too_long", format_lazy(told, megabytes=settings.ROOM_FILES_MEGABYTES))


def add_chunk(member: Membership, file_id: uuid.UUID, no: int, data: bytes) -> File:
    """Take the next chunk in; an earlier one again changes nothing, and after the last one the file is ready."""
    require_open(member.room)
    file = own_file(member, file_id)
    if file.finished_at:
        return file
    if not 0 <= no < file.chunks or len(data) != file.bytes_of_chunk(no):
        raise Refused("bad_shape", _("This is not a chunk of the file that was announced."))
    if no > file.received:
        raise Refused("conflict", _("The chunks of a file have to come one after the other."))
    cipher = sealed.cipher_of(member.room)
    try:
        if no == file.received:
            _keep(file, cipher, data)
        return _finish(file, cipher) if file.received == file.chunks else file
    except Refused as refused:
        if refused.code != "conflict":
            discard(file)
        raise


def own_file(member: Membership, file_id: uuid.UUID) -> File:
    file = File.objects.here().filter(pk=file_id, room=member.room_id, person=member.person_id).first()
    if file is None:
        raise Refused("not_found", _("There is no such file of yours in this room."))
    return file


def _keep(file: File, cipher: RoomCipher, data: bytes) -> None:
    no = file.received
    if no == 0:
        file.kind = judge(sealed.open_name(file, cipher), data)
        _require_sensible_image(file)
    sealed.put_chunk(file, cipher, no, data)
    file.received = no + 1
    File.objects.filter(pk=file.pk, received=no).update(received=no + 1, kind=file.kind)
    _current(file)


def _current(file: File) -> File:
    """The row as it is now; should the upload have been cancelled meanwhile, what was stored since then goes too."""
    current = File.objects.here().filter(pk=file.pk).first()
    if current is None:
        sealed.forget_chunks(file)
        raise Refused("not_found", _("This upload was cancelled."))
    return current


def _require_sensible_image(file: File) -> None:
    if file.is_image and file.size > images.IMAGE_BYTES:
        raise Refused("too_long", _("A picture may have at most 25 MB."))


def _finish(file: File, cipher: RoomCipher) -> File:
    """Read all of it once, so that no file is called ready that does not open; pictures are written anew."""
    try:
        if file.is_image:
            _rewrite(file, cipher)
        for _chunk in sealed.read_chunks(file, cipher):
            pass
    except Unreadable:
        # Another request that finished the same file first has removed what this one was reading.
        if not _current(file).finished_at:
            raise Refused("unavailable", _("This file could not be stored. Send it again.")) from None
    else:
        fresh = {"version": file.version, "size": file.size, "received": file.received, "finished_at": timezone.now()}
        File.objects.here().filter(pk=file.pk, finished_at=None).update(**fresh)
    finished = _current(file)
    sealed.forget_other_versions(finished)
    return finished


def _rewrite(file: File, cipher: RoomCipher) -> None:
    """Under a version of its own, so that nobody else who finishes the same file writes in the same place."""
    picture = images.rewrite(b"".join(sealed.read_chunks(file, cipher)), file.kind)
    file.version = FIRST_REWRITTEN + secrets.randbelow(VERSIONS)
    file.size = len(picture)
    file.received = file.chunks
    sealed.put_chunks(file, cipher, picture)


def cancel(member: Membership, file_id: uuid.UUID) -> None:
    """Take back an own file that belongs to nothing yet; taking it back again changes nothing."""
    file = File.objects.here().filter(pk=file_id, room=member.room_id, person=member.person_id).first()
    if file and file.attached_at:
        raise Refused("conflict", _("This file is in use: remove it where it is shown."))
    if file:
        discard(file)


def discard(file: File) -> None:
    """Leave nothing of a file that belongs to nothing; should this be cut off, the worker goes on with it."""
    alone = File.objects.filter(pk=file.pk, attached_at=None)
    if alone.let_go():
        sealed.forget_chunks(file)
        File.objects.filter(pk=file.pk).delete()
