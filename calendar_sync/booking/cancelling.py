"""Cancels sessions and gives their time back: one, the following, or all of a series. Not here: moving."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from calendar_sync.booking import claims
from calendar_sync.booking.patience import patience
from calendar_sync.booking.scope import Scope, find, in_scope, require_to_come, require_version, revise
from calendar_sync.feeds.feeds import touch
from calendar_sync.models import Session
from calendar_sync.sessions.telling import Change, tell
from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.models import Room
from rooms.outlook import cipher_of

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence

    from calendar_sync.models import Series
    from calendar_sync.sessions.telling import Why
    from rooms.models import Membership

ROOMS_A_ROUND = 100


@patience()
@transaction.atomic
def cancel(member: Membership, session_id: uuid.UUID, *, version: int, scope: Scope = Scope.THIS) -> list[Session]:
    """Either side may, until it begins. Cancelling what is cancelled changes nothing."""
    room = hold_mentorship(member)
    cipher_of(room)
    session, cause = find(room, session_id), Cause.deed(member.person_id)
    if not session.is_live:
        return []
    require_version(session, version)
    require_to_come(session, cause.at)
    sessions = [each for each in in_scope(session, scope, cause.at) if each.is_live]
    let_go(room, sessions, cause)
    return sessions


def let_go(room: Room, sessions: Sequence[Session], cause: Cause, *, why: Why = "cancelled") -> None:
    """Cancel live sessions of a room that is locked, and tell it."""
    release(sessions, cause)
    tell(Change("cancelled", room, cause, sessions, why=why))


def release(sessions: Sequence[Session], cause: Cause) -> None:
    """The rows alone: cancelled, with the series as long as what is left of it."""
    for _id, group in groupby(sorted(sessions, key=_series_id), key=_series_id):
        rows = list(group)
        series = rows[0].series
        for each in rows:
            each.series = series
            each.status, each.expires_at = Session.Status.CANCELLED, None
        if series:
            _shorten(series, rows)
        revise(rows, cause.at, with_series=True)
        for each in rows:
            each.save()
    claims.give_back(sessions)


def _series_id(session: Session) -> str:
    return str(session.series_id or "")


def _shorten(series: Series, gone: Sequence[Session]) -> None:
    """A series whose end was cancelled is shorter from now on, rather than full of exceptions."""
    left = Session.objects.live().filter(series=series).exclude(pk__in=[each.pk for each in gone])
    last = left.order_by("recurrence_id").values_list("recurrence_id", flat=True).last()
    if last:
        series.count = Session.objects.filter(series=series, recurrence_id__lte=last).count()


# What nobody can cancel any more


def release_erased() -> int:
    """Give back the time of sessions whose room was erased; in how many rooms there were some."""
    erased = (
        Session.objects.ahead(timezone.now()).filter(room__key=None).order_by("room").values_list("room", flat=True)
    )
    return sum(_release_in(room_id) for room_id in erased.distinct()[:ROOMS_A_ROUND])


@transaction.atomic
def _release_in(room_id: uuid.UUID) -> bool:
    """An erased room has nobody to tell; calendars that show the session let go of it."""
    room, cause = Room.objects.lock([room_id])[room_id], Cause.deed(get_user_model().objects.system().pk)
    rows = list(Session.objects.filter(room=room, started_at=None).ahead(cause.at).select_related("series"))
    release(rows, cause)
    touch(room_id)
    return bool(rows)
