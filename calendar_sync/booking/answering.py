"""The mentor's answer to a session that waits for it, and what happens without one. Not here: booking it."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calendar_sync.booking.cancelling import let_go, release
from calendar_sync.booking.patience import patience
from calendar_sync.booking.scope import find, require_version, revise, together
from calendar_sync.models import Attendance, Session
from calendar_sync.sessions.telling import Change, tell
from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.models import Room
from rooms.outlook import cipher_of
from rooms.refusals import Refused
from rooms.vault import NoKey

if TYPE_CHECKING:
    from datetime import datetime

    from rooms.models import Membership

SESSIONS_A_ROUND = 100


@patience()
@transaction.atomic
def approve(member: Membership, session_id: uuid.UUID, *, version: int) -> list[Session]:
    """Agree to it, and to all that were asked for with it; agreeing again changes nothing."""
    room, session = _held(member, session_id)
    if session.status == Session.Status.CONFIRMED:
        return []
    sessions, cause = _asked(session, version, timezone.now()), Cause.deed(member.person_id)
    for each in sessions:
        each.status, each.expires_at = Session.Status.CONFIRMED, None
    revise(sessions, cause.at, with_series=_is_told_as_a_rule(sessions))
    for each in sessions:
        each.save()
    accepted = Attendance.objects.filter(session__in=[each.pk for each in sessions], person=member.person_id)
    accepted.update(answer=Attendance.Answer.ACCEPTED)
    tell(Change("approved", room, cause, sessions))
    return sessions


@patience()
@transaction.atomic
def decline(member: Membership, session_id: uuid.UUID, *, version: int) -> list[Session]:
    """Say no, which gives the time back; saying no again changes nothing."""
    room, session = _held(member, session_id)
    if not session.is_live:
        return []
    sessions = _asked(session, version, timezone.now())
    let_go(room, sessions, Cause.deed(member.person_id), why="declined")
    return sessions


def _held(member: Membership, session_id: uuid.UUID) -> tuple[Room, Session]:
    room = hold_mentorship(member)
    cipher_of(room)
    session = find(room, session_id)
    if session.mentor_id != member.person_id:
        raise Refused("forbidden", _("The mentor of this session answers."))
    return room, session


def _asked(session: Session, version: int, now: datetime) -> list[Session]:
    require_version(session, version)
    if session.expires_at is None or session.expires_at <= now:
        raise Refused("conflict", _("Nobody waits for an answer to this session any more."))
    return asked_together(session)


def asked_together(session: Session) -> list[Session]:
    """All that waits for one answer: what was asked for in one go expires in one go."""
    if session.series is None:
        return [session]
    waiting = Session.objects.filter(series=session.series, expires_at=session.expires_at)
    return together(waiting.order_by("recurrence_id"), session)


def _is_told_as_a_rule(sessions: list[Session]) -> bool:
    """Whether calendars hear of the rule itself, and not of a single exception of it."""
    series = sessions[0].series
    return series is not None and (len(sessions) > 1 or series.sessions.count() == 1)


# Without an answer


def expire_due() -> int:
    """Give back what mentors did not answer in time; how many sessions there were."""
    due = Session.objects.expired(timezone.now()).order_by("expires_at").values_list("pk", "room")[:SESSIONS_A_ROUND]
    return sum(_expire_one(session_id, room_id) for session_id, room_id in due)


@transaction.atomic
def _expire_one(session_id: uuid.UUID, room_id: uuid.UUID) -> int:
    """A deed of the site itself, under an id of its own; another worker, or the mentor, may have come first."""
    room = Room.objects.lock([room_id])[room_id]
    due = Session.objects.expired(timezone.now()).filter(pk=session_id).select_related("series").first()
    if due is None:
        return 0
    sessions = asked_together(due)
    cause = Cause(get_user_model().objects.system().pk, str(uuid.uuid5(session_id, f"expired|{due.version}")))
    release(sessions, cause)
    # An erased room has nobody to tell.
    with suppress(NoKey), transaction.atomic():
        tell(Change("cancelled", room, cause, sessions, why="expired"))
    return len(sessions)
