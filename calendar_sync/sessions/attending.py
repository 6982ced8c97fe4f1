"""Who is in the room while a session is held, minute by minute, as presence there says; people judge what it means.

Each web process marks its own people. A mark set twice is one, so processes need nothing between them, and what one of
them loses costs a minute. Not here: who was there (holding), which is said by people alone.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils import timezone

from calendar_sync.models import Attendance, Session
from calendar_sync.sessions.marks import MINUTE_SECONDS, MOST_MINUTES, count, has, lasted, marked, minute_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from calendar_sync.models.session import SessionQuerySet

# How long after its end a session that nobody ended is still watched.
OVERRUN = timedelta(hours=2)


class Seen(NamedTuple):
    """How long the session was held, and how many of those minutes each of them was in the room."""

    held: int
    minutes: dict[uuid.UUID, int]


def meeting_rooms() -> set[str]:
    """In which rooms a session is under way; one query, of an index that holds little else."""
    return {str(room) for room in _under_way(timezone.now()).values_list("room", flat=True)}


def mark_present(present: Mapping[str, Collection[str]]) -> None:
    """These people are in these rooms now, which counts where a session is under way that they take part in."""
    now, rooms = timezone.now(), [uuid.UUID(room) for room in present]
    for session in _under_way(now).filter(room__in=rooms):
        minute = minute_of(session.started_at or now, now)
        if 0 <= minute < MOST_MINUTES:
            _mark(session, [uuid.UUID(person) for person in present[str(session.room_id)]], minute)


def _under_way(now: datetime) -> SessionQuerySet:
    begun = Session.objects.filter(started_at__isnull=False, ended_at=None, status=Session.Status.CONFIRMED)
    return begun.filter(ends_at__gt=now - OVERRUN)


def _mark(session: Session, people: Collection[uuid.UUID], minute: int) -> None:
    rows = session.attendances.filter(person__in=people)
    # Looked at first without a lock: of the looks in one minute only the first has to write.
    if all(has(bytes(marks), minute) for marks in rows.values_list("present", flat=True)):
        return
    with transaction.atomic():
        for row in rows.order_by("pk").select_for_update(no_key=True):
            row.present = marked(bytes(row.present), minute)
            row.save(update_fields=["present"])


def seen_in(session: Session, attendances: Sequence[Attendance], now: datetime) -> Seen | None:
    """Nothing where nobody was seen in the room: they may have met elsewhere.

    A session that was ended long after it was over counts as held until its time, or until the last of them left.
    """
    all_marks = [bytes(each.present) for each in attendances]
    began, left = session.started_at, timedelta(minutes=lasted(all_marks))
    if began is None or not left:
        return None
    end = min(session.ended_at or now, max(session.ends_at, began + left))
    held = max(1, round((end - began).total_seconds() / MINUTE_SECONDS))
    found = zip(attendances, all_marks, strict=True)
    return Seen(held, {each.person_id: min(held, count(marks)) for each, marks in found})
