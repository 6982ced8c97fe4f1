"""Which sessions a change is about: this one, those from here on, or all of its series. Not here: the changes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from calendar_sync.models import Session
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from rooms.models import Room


class Scope(StrEnum):
    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


class Stale(Refused):
    """Somebody changed the session meanwhile; it is here as it stands now."""

    def __init__(self, session: Session) -> None:
        super().__init__("conflict", _("This session was changed meanwhile. Look at it again, then decide."))
        self.session = session


def find(room: Room, session_id: uuid.UUID) -> Session:
    session = Session.objects.filter(room=room, pk=session_id).select_related("series").first()
    if session is None:
        raise Refused("not_found", _("There is no such session."))
    return session


def require_version(session: Session, version: int) -> None:
    if session.version != version:
        raise Stale(session)


def require_to_come(session: Session, now: datetime) -> None:
    if not session.is_live:
        raise Refused("conflict", _("This session was cancelled."))
    if session.has_begun(now):
        raise Refused("conflict", _("This session has begun: it cannot be moved or cancelled any more."))


def in_scope(session: Session, scope: Scope, now: datetime) -> list[Session]:
    """The sessions that have not begun, in the order of their series, each with that one series; cancelled ones too."""
    if session.series is None or scope == Scope.THIS:
        return [session]
    rows = Session.objects.filter(series=session.series, starts_at__gt=now, started_at=None).order_by("recurrence_id")
    if scope == Scope.FOLLOWING:
        rows = rows.filter(recurrence_id__gte=session.recurrence_id)
    return together(rows, session)


def together(rows: Iterable[Session], session: Session) -> list[Session]:
    """With one and the same row of their series, so that a change of it is seen by all."""
    found = [session if row.pk == session.pk else row for row in rows]
    for row in found:
        row.series = session.series
    return found


def length_of(rows: Sequence[Session]) -> int:
    """How many places of its rule a series needs: up to the last that is not cancelled, or all where none is left."""
    return max((number for number, row in enumerate(rows, 1) if row.is_live), default=len(rows))


def revise(sessions: Sequence[Session], at: datetime, *, with_series: bool) -> None:
    """Count a change that invitations are sent for; `with_series` where it is about the rule or its exceptions.

    The rule and those that follow it bear one number, since answers to any of them bear that of the rule.
    """
    series, last = sessions[0].series, max(each.sequence for each in sessions)
    if series and with_series:
        series.revise(at, since=max(series.sequence, last))
        series.save()
        last = series.sequence - 1
    elif series:
        last = max(series.sequence, last)
    for each in sessions:
        each.revise(at, since=last)
