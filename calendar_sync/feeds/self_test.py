"""Whether one feed of this site is right: its bytes by the strict checks, its sessions as another reader finds them.

Not here: the checks (checking), the page (check_views).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

import recurring_ical_events
from icalendar import Calendar

from calendar_sync.clocks.wall_clock import Span
from calendar_sync.feeds import feeds
from calendar_sync.feeds.checking import examined
from calendar_sync.models import Session

if TYPE_CHECKING:
    from datetime import datetime

    from calendar_sync.feeds.feeds import View

# What repeats is expanded by a reader that nobody here wrote, which takes its time.
COMPARED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Report:
    """`parts` are what was looked at, each with its faults; `lost` and `invented` are starts that only one side has."""

    size: int
    parts: list[tuple[str, list[str]]]
    found: int
    lost: list[datetime]
    invented: list[datetime]

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.invented or any(faults for _part, faults in self.parts))


def examine(view: View, now: datetime) -> Report:
    """Of the very bytes that a program would be sent now."""
    body = feeds.body(view)
    parts, span = examined(body), Span(now, now + COMPARED)
    theirs, ours = starts_in(body, span), starts_of(view, span)
    return Report(len(body), parts, len(theirs), sorted(ours - theirs), sorted(theirs - ours))


def starts_in(body: bytes, span: Span) -> set[datetime]:
    try:
        events = recurring_ical_events.of(Calendar.from_ical(body.decode())).between(*span)
    except (ValueError, IndexError):
        return set()
    return {event.start.astimezone(UTC) for event in events}


def starts_of(view: View, span: Span) -> set[datetime]:
    rooms = [room for room, _version in view.rooms]
    mine = Session.objects.live().filter(room__in=rooms, attendances__person=view.feed.owner_id)
    return set(mine.between(*span).values_list("starts_at", flat=True))
