"""What a zone's wall clock shows, through its changes: pure. Not here: which times anybody is free (slots)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# No clock is further from UTC than 14 hours: so much before and after a day belongs to it somewhere.
MARGIN = timedelta(hours=15)
DAY = timedelta(days=1)


class Span(NamedTuple):
    """From a moment to another, in UTC; the second is not part of it."""

    start: datetime
    end: datetime


class Stretch(NamedTuple):
    """A time through which one offset holds."""

    start: datetime
    end: datetime
    offset: timedelta

    def moment(self, day: date, minute: int) -> datetime:
        """When a clock with this offset shows that minute of the day."""
        return midnight(day) + timedelta(minutes=minute) - self.offset


@lru_cache(maxsize=2048)
def stretches(tzid: str, day: date) -> tuple[Stretch, ...]:
    """The time around a local day by its offsets: two where the clock is changed, otherwise one."""
    zone = ZoneInfo(tzid)
    start, end = midnight(day) - MARGIN, midnight(day) + DAY + MARGIN
    before, after = offset_at(zone, start), offset_at(zone, end)
    if before == after:
        return (Stretch(start, end, before),)
    turn = _turn(zone, start, end)
    return Stretch(start, turn, before), Stretch(turn, end, after)


def _turn(zone: ZoneInfo, start: datetime, end: datetime) -> datetime:
    """The first second of the offset that holds at the end."""
    before, low, high = offset_at(zone, start), 0, int((end - start).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        same = offset_at(zone, start + timedelta(seconds=middle)) == before
        low, high = (middle, high) if same else (low, middle)
    return start + timedelta(seconds=high)


def instant(tzid: str, day: date, minute: int) -> datetime | None:
    """When the clock shows that minute: the first time where it does twice, None where it is skipped."""
    for stretch in stretches(tzid, day):
        moment = stretch.moment(day, minute)
        if stretch.start <= moment < stretch.end:
            return moment
    return None


def spans(tzid: str, day: date, starts: int, ends: int) -> Iterator[Span]:
    """All the time while the clock shows that day from one minute to another."""
    for stretch in stretches(tzid, day):
        start, end = stretch.moment(day, starts), stretch.moment(day, ends)
        span = Span(max(start, stretch.start), min(end, stretch.end))
        if span.start < span.end:
            yield span


def joined(found: Iterable[Span]) -> Iterator[Span]:
    """Sorted spans, those that touch or overlap as one."""
    open_span: Span | None = None
    for span in found:
        if open_span and span.start <= open_span.end:
            open_span = Span(open_span.start, max(open_span.end, span.end))
            continue
        if open_span:
            yield open_span
        open_span = span
    if open_span:
        yield open_span


def begin_of(day: date, tzid: str) -> datetime:
    """When the day begins there."""
    found = datetime.combine(day, datetime.min.time(), ZoneInfo(tzid)).astimezone(UTC)
    # Where the clock is changed at midnight, the day begins an hour later.
    return found if found.astimezone(ZoneInfo(tzid)).date() >= day else found + timedelta(hours=1)


def local_day(tzid: str, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(tzid)).date()


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def offset_at(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()
