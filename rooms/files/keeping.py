"""What a file belongs to, and its end. Not here: how it came (uploading)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.files import sealed
from rooms.models import File
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection

    from rooms.models import Membership, Room

log = structlog.get_logger(__name__)

FORGOTTEN_AT_ONCE = 100


def attach(member: Membership, file_id: uuid.UUID) -> File:
    """Make an own, whole file part of something for good, in the caller's transaction; each file only once."""
    file = File.objects.ready().filter(pk=file_id, room=member.room_id, person=member.person_id).first()
    fresh = File.objects.here().filter(pk=file_id, attached_at=None)
    if file is None or not fresh.update(attached_at=timezone.now()):
        raise Refused("not_found", _("There is no such file of yours that is ready to be used."))
    file.refresh_from_db(fields=["attached_at"])
    return file


def attach_again(room: Room, file_id: uuid.UUID) -> bool:
    """Undo what let a file loose; False when it was let go since."""
    loose = File.objects.ready().filter(pk=file_id, room=room, attached_at=None)
    return loose.update(attached_at=timezone.now()) == 1


def let_loose(file_ids: Collection[uuid.UUID]) -> None:
    """Take files from what they belonged to; from now on they are kept as long as others that belong to nothing."""
    if file_ids:
        File.objects.filter(pk__in=file_ids).update(attached_at=None, at=timezone.now())


def let_go(file_ids: Collection[uuid.UUID]) -> None:
    """Let files go for good, in the caller's transaction; the worker deletes their bytes."""
    if file_ids:
        File.objects.filter(pk__in=file_ids).let_go()


def visible_file(member: Membership, file_id: uuid.UUID) -> File:
    """Attached files are every member's, others their owner's alone; anything else does not exist."""
    file = File.objects.ready().filter(pk=file_id, room=member.room_id).first()
    if file is None or not (file.attached_at or file.person_id == member.person_id):
        raise Refused("not_found", _("There is no such file in this room."))
    return file


def let_useless_go() -> int:
    return File.objects.useless(timezone.now()).let_go()


def forget_gone() -> int:
    """Delete the bytes, then the rows, of files that were let go; what fails is tried again the next time."""
    gone = list(File.objects.exclude(gone_at=None).order_by("gone_at")[:FORGOTTEN_AT_ONCE])
    for file in gone:
        try:
            sealed.forget_chunks(file)
        except OSError:
            log.exception("the bytes of a file could not be deleted")
        else:
            file.delete()
    return len(gone)
