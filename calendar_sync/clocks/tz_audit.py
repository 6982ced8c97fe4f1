"""Sessions to come whose moment a newer tz database changes: found, and set right by the wall clock that was agreed.

The clock of the mentor's zone holds; for whoever lives elsewhere the session moves. Not here: the command.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from calendar_sync.booking import claims
from calendar_sync.booking.booking import take_time
from calendar_sync.booking.parties import party_of
from calendar_sync.booking.scope import revise, together
from calendar_sync.clocks.recurring import instant_of
from calendar_sync.clocks.timezones import tz_version
from calendar_sync.models import Session
from calendar_sync.sessions.telling import Change, tell
from rooms.log import Cause
from rooms.models import Room
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from datetime import datetime


def outdated() -> list[Session]:
    """In the order of their rooms and series, so that what belongs together stands together."""
    rows = Session.objects.ahead(timezone.now()).filter(started_at=None).select_related("series")
    return [row for row in rows.order_by("room", "uid", "starts_at") if right_start(row) != row.starts_at]


def right_start(row: Session) -> datetime:
    return instant_of(row.local.replace(tzinfo=None), row.tzid)


def reissue(rows: Iterable[Session]) -> list[Session]:
    """Set them right and tell everybody; gives those that cannot be, since somebody's time there is taken."""
    groups = [list(group) for _uid, group in groupby(rows, key=lambda row: (row.room_id, row.uid))]
    stuck = [group for group in groups if not _reissue(group)]
    return [row for group in stuck for row in group]


def _reissue(group: list[Session]) -> bool:
    try:
        with transaction.atomic():
            _set_right([row.pk for row in group])
    except Refused:
        return False
    return True


def _set_right(ids: list[uuid.UUID]) -> None:
    first = Session.objects.get(pk=ids[0])
    room = Room.objects.lock([first.room_id])[first.room_id]
    fresh = Session.objects.filter(pk__in=ids).select_related("series").order_by("starts_at")
    rows = together(fresh, fresh[0])
    party = party_of(rows[0], rows[0].mentor_id)
    claims.give_back(rows)
    for row in rows:
        row.place(row.local.replace(tzinfo=None), row.minutes)
    if rows[0].series:
        rows[0].series.tz_version = tz_version()
    cause = Cause.deed(get_user_model().objects.system().pk)
    revise(rows, cause.at, with_series=True)
    for row in rows:
        row.save()
    take_time(rows, party)
    tell(Change("moved", room, cause, rows))
