"""The sessions that notes are about, as far as notes ask for them. Not here: sessions themselves (rooms.calendar)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rooms.calendar import calendar
from rooms.models import Note
from rooms.models.note import subject_of
from rooms.opening import find_member
from rooms.reading import one_moment
from rooms.refusals import Refused, erased
from rooms.vault import NoKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rooms.models import Membership, Room
    from rooms.protocol.notes import NoteList, SessionNote


def require_subject(room: Room, name: str, *, is_written: bool = False) -> None:
    """The room's sessions have notes; what was written about one stays readable when it is cancelled."""
    session = subject_of(name)
    if session is None or calendar().has_session(room, session):
        return
    if is_written:
        raise Refused("read_only", _("This session was cancelled: its note can be read and no longer changed."))
    raise Refused("not_found", _("There is no such session in this room."))


def has_note(room: Room, session: uuid.UUID) -> bool:
    return Note.objects.filter(room=room, kind=Note.Kind.SESSION, subject=session).exists()


def list_notes(person_id: uuid.UUID, said: NoteList) -> list[SessionNote]:
    """The notes of sessions that the asker can open, newest session first, those still without words among them."""
    asked = [uuid.UUID(said.data.session)] if said.data.session else []
    with one_moment():
        member = find_member(person_id, uuid.UUID(said.room))
        try:
            return notes_of_sessions(member, asked) if member.room.is_sealed else []
        except NoKey:
            raise erased() from None


def notes_of_sessions(member: Membership, asked: Sequence[uuid.UUID] = ()) -> list[SessionNote]:
    written = Note.objects.filter(room=member.room_id, kind=Note.Kind.SESSION).values_list("subject", "head")
    return calendar().sessions_to_note(member, {subject: no for subject, no in written if subject}, asked)
