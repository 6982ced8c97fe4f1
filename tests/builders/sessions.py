"""Availability and sessions, as values and as bare rows. Not here: booking."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from calendar_sync.availability.slots import Rules
from calendar_sync.models import Attendance, Policy, Session
from calendar_sync.models.session import LOCAL_FORMAT

if TYPE_CHECKING:
    from rooms.models import Room
    from server.accounts.models import Person

NINE_TO_FIVE = (9 * 60, 17 * 60)
# A Monday in winter, long before anything that the tests book.
NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def hours(*pairs: tuple[float, float]) -> tuple[tuple[int, int], ...]:
    return tuple((int(starts * 60), int(ends * 60)) for starts, ends in pairs)


def rules(tzid: str = "UTC", **fields: object) -> Rules:
    """Nine to five on every day, in steps of an hour, unless said otherwise."""
    return Rules(**{"tzid": tzid, "week": (hours((9, 17)),) * 7, "step": 60, "durations": (60,), **fields})


def policy(mentor: Person, **fields: object) -> Policy:
    """An open policy with a window from nine to five on every day."""
    row = Policy.objects.create(**{"person": mentor, "tzid": "UTC", "is_open": True, "notice": 0, **fields})
    for weekday in range(7):
        row.windows.create(weekday=weekday, starts=NINE_TO_FIVE[0], ends=NINE_TO_FIVE[1])
    return row


def session(room: Room, mentor: Person, mentee: Person, start: datetime, **fields: object) -> Session:
    """An agreed session of an hour, without claims."""
    row = Session.objects.create(
        **{
            "room": room,
            "mentor": mentor,
            "booked_by": mentee,
            "client_id": str(uuid.uuid4()),
            "uid": f"{uuid.uuid4().hex}@calendar.example",
            "tzid": "UTC",
            "local_start": start.astimezone(ZoneInfo("UTC")).strftime(LOCAL_FORMAT),
            "minutes": 60,
            "starts_at": start,
            "ends_at": start + timedelta(hours=1),
            "status": Session.Status.CONFIRMED,
            "revised_at": NOW,
            **fields,
        }
    )
    Attendance.objects.create(session=row, person=mentor, role="mentor")
    Attendance.objects.create(session=row, person=mentee, role="mentee")
    return row
