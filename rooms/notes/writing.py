"""What members do with a note: change it. Not here: reading it (reading), who hears of it (hub)."""

from __future__ import annotations

import base64
import secrets
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms import log
from rooms.bus import bus
from rooms.models import Note, NoteUpdate
from rooms.models.note import kind_of, owner_of, subject_of
from rooms.notes.change import Malformed
from rooms.notes.documents import documents
from rooms.notes.frames import frame_of
from rooms.notes.sealing import seal_update
from rooms.notes.subjects import require_subject
from rooms.refusals import Refused
from rooms.vault import make_person_key

if TYPE_CHECKING:
    from rooms.models import Membership, Room
    from rooms.notes.document import Document
    from rooms.notes.documents import Held

TEXT_BYTES = 256 * 1024
# All that has to be kept of a note: its text, and the places of what was deleted from it.
STATE_BYTES = 512 * 1024
TOLD_SECONDS = 300


def change_note(member: Membership, name: str, update: str) -> tuple[int, bool]:
    """Store a change of a note; gives the number of its newest update, and whether the change was there already.

    Raises `bad_shape` for what our editor never writes or what builds on nothing, `too_long`, `not_found` where there
    are no notes or no such session, `read_only` for a session that was cancelled. The caller holds the room's lock.
    """
    content = decoded(update)
    note = _note(member, name)
    held = documents.current(note)
    try:
        is_new = _take(note, held.document, content)
    except Refused:
        documents.forget(note)
        raise
    if is_new:
        _store(note, content, member)
        held.no, held.tag = note.head, note.tag
        _tell(note, held, member)
    return note.head, not is_new


def decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise malformed() from None


def malformed() -> Refused:
    return Refused("bad_shape", _("This change does not fit the note: open it again."))


def require_notes(room: Room) -> None:
    if not room.is_sealed:
        raise Refused("not_found", _("There are no notes in this room."))


def _note(member: Membership, name: str) -> Note:
    """The note, made when it is first written."""
    require_notes(member.room)
    note = Note.objects.for_member(member, name).first()
    require_subject(member.room, name, is_written=note is not None)
    if note is None:
        whose = {"person_id": owner_of(member, name), "subject": subject_of(name)}
        note = Note.objects.create(room=member.room, kind=kind_of(name), **whose)
        if note.is_private:
            make_person_key(member.person_id)
    note.room = member.room
    return note


def _take(note: Note, document: Document, content: bytes) -> bool:
    """Have the document take the change in; whether it says anything new."""
    before = document.text_bytes
    try:
        is_new = document.take(content)
    except Malformed:
        raise malformed() from None
    # Whoever deletes is never refused.
    if is_new and document.text_bytes > max(TEXT_BYTES, before):
        raise Refused("too_long", _("A note holds at most 256 KB of text: take something out first."))
    if is_new and note.size + len(content) > STATE_BYTES and len(document.state()) > STATE_BYTES:
        raise Refused("too_long", _("This note was changed more often than one note can hold: export it, then go on."))
    return is_new


def _store(note: Note, content: bytes, member: Membership) -> None:
    now = timezone.now()
    note.head += 1
    note.size += len(content)
    note.tag = secrets.token_urlsafe(6)
    row = NoteUpdate(note=note, no=note.head, tag=note.tag, actor_id=member.person_id, at=now)
    row.content = seal_update(note, row, content)
    row.save(force_insert=True)
    Note.objects.filter(pk=note.pk).update(head=note.head, size=note.size, tag=note.tag, changed_at=Now())
    transaction.on_commit(partial(bus.publish, frame_of(note, row, content)))


def _tell(note: Note, held: Held, member: Membership) -> None:
    """Leave one event per author and five minutes in the room's log, under an id that no client can use."""
    now = timezone.now()
    window = int(now.timestamp()) // TOLD_SECONDS
    if note.is_private or (member.person_id, window) in held.told:
        return
    held.told.add((member.person_id, window))
    cause = log.Cause(member.person_id, f"note.{note.pk.hex[:16]}.{window:x}", at=now)
    if log.repeated(member.room, cause) is None:
        log.append(member.room, "note.changed", cause, body={"note": note.name})
