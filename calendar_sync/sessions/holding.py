"""How a session is held: it begins, somebody is late, it ends, and who was there. Not here: its time, its words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from calendar_sync.booking.patience import patience
from calendar_sync.booking.scope import find
from calendar_sync.models import Attendance, Session
from calendar_sync.sessions.telling import Change, tell
from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.outlook import cipher_of
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection

    from calendar_sync.sessions.telling import Kind
    from rooms.models import Membership, Room

# How long before its time a session may begin, and may be said to begin late.
EARLY = timedelta(minutes=15)
FORESEEN = timedelta(hours=2)
LONGEST_DELAY_MINUTES = 60


@patience()
@transaction.atomic
def start(member: Membership, session_id: uuid.UUID) -> Session:
    """Begin it, from a quarter of an hour before its time until its end; beginning again changes nothing."""
    room, session, cause = _held(member, session_id)
    if session.started_at:
        return session
    if not session.starts_at - EARLY <= cause.at < session.ends_at or session.ended_at:
        raise Refused("conflict", _("A session begins at most 15 minutes before its time, and not after it."))
    session.started_at = cause.at
    return _kept(room, session, cause, "started")


@patience()
@transaction.atomic
def end(member: Membership, session_id: uuid.UUID, came: Collection[uuid.UUID]) -> Session:
    """Say who was there, which ends it; may be corrected later. The same again changes nothing."""
    room, session, cause = _held(member, session_id)
    if not session.has_begun(cause.at):
        raise Refused("conflict", _("This session has not begun yet."))
    invited = dict(session.attendances.values_list("person", "came"))
    if not set(came) <= set(invited):
        raise Refused("bad_shape", _("Only those who take part can have been there."))
    told = {person: person in came for person in invited}
    if session.ended_at and told == invited:
        return session
    session.ended_at = session.ended_at or min(cause.at, session.ends_at + FORESEEN)
    for value in (True, False):
        people = [person for person, was_there in told.items() if was_there == value]
        session.attendances.filter(person__in=people).update(came=value)
    return _kept(room, session, cause, "ended")


@patience()
@transaction.atomic
def be_late(member: Membership, session_id: uuid.UUID, minutes: int) -> Session:
    """Let the others know that one comes so much later; 0 takes it back. The same again changes nothing."""
    room, session, cause = _held(member, session_id)
    if not 0 <= minutes <= LONGEST_DELAY_MINUTES:
        raise Refused("bad_shape", _("Up to an hour can be made up for; beyond that, move the session."))
    if not session.starts_at - FORESEEN <= cause.at < session.ends_at or session.ended_at:
        raise Refused("conflict", _("One is late shortly before a session, or while it lasts."))
    own = Attendance.objects.filter(session=session, person=member.person_id).first()
    if own is None:
        raise Refused("forbidden", _("You do not take part in this session."))
    if own.late == minutes:
        return session
    own.late = minutes
    own.save(update_fields=["late"])
    return _kept(room, session, cause, "delayed")


@patience()
@transaction.atomic
def run_over(member: Membership, session_id: uuid.UUID, minutes: int) -> Session:
    """Say that it takes so much longer, while it lasts; 0 takes it back. The same again changes nothing."""
    room, session, cause = _held(member, session_id)
    if not 0 <= minutes <= LONGEST_DELAY_MINUTES:
        raise Refused("bad_shape", _("Up to an hour can be made up for; beyond that, plan another session."))
    if not session.started_at or session.ended_at or cause.at >= session.ends_at + FORESEEN:
        raise Refused("conflict", _("Only a session that goes on takes longer."))
    if session.over == minutes:
        return session
    session.over = minutes
    return _kept(room, session, cause, "delayed")


def _held(member: Membership, session_id: uuid.UUID) -> tuple[Room, Session, Cause]:
    room = hold_mentorship(member)
    cipher_of(room)
    session = find(room, session_id)
    if session.status != Session.Status.CONFIRMED:
        raise Refused("conflict", _("This session is not agreed."))
    return room, session, Cause.deed(member.person_id)


def _kept(room: Room, session: Session, cause: Cause, kind: Kind) -> Session:
    """No invitation follows from any of this."""
    session.revise(cause.at)
    session.save()
    tell(Change(kind, room, cause, [session]))
    return session
