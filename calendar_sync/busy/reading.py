"""When a calendar of elsewhere says that its owner is busy: pure, and nothing else of it is kept.

Runs in a process of its own, which has a limit of time and memory (child). Not here: fetching, rows.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event
from icalendar.error import IncompleteComponent, InvalidCalendar

from calendar_sync.busy.troubles import Trouble, Troubled
from calendar_sync.clocks.wall_clock import DAY, Span, joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from icalendar import Component

BEGIN, END = b"BEGIN:VCALENDAR", b"END:VCALENDAR"
MOST_EVENTS = 10_000
MOST_BLOCKS = 5_000
FREQUENCIES = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
# Each of these makes several of a day; one value alone only says when.
WITHIN_A_DAY = ("BYHOUR", "BYMINUTE", "BYSECOND")
REPEATING = ("RRULE", "RDATE", "RECURRENCE-ID")
FREE = {"FREE", "WORKINGELSEWHERE"}


def busy_spans(data: bytes, *, tzid: str, span: Span, host: str = "") -> list[Span]:
    """The busy time within the span, joined; times without a zone are of `tzid`, and what came from `host` is ours."""
    calendars = _calendars(data)
    events = [each for calendar in calendars for each in calendar.walk("VEVENT") if isinstance(each, Event)]
    for event in events:
        _require_calm(event)
    foreign = [event for event in events if not (host and str(event.get("UID", "")).endswith(f"@{host}"))]
    reader = _Reader(ZoneInfo(tzid), span)
    found = [*reader.of_events(foreign)]
    for calendar in calendars:
        found += reader.of_free_busy(calendar)
    return _bounded(found, span)


def _calendars(data: bytes) -> list[Component]:
    is_whole = data.rstrip()[-len(END) :].upper() == END
    if BEGIN not in data[:4096].upper() or not is_whole:
        raise Troubled(Trouble.UNREADABLE)
    if data.upper().count(b"BEGIN:VEVENT") > MOST_EVENTS or data.upper().count(b"BEGIN:") > 3 * MOST_EVENTS:
        raise Troubled(Trouble.TOO_MUCH)
    try:
        return list(Calendar.from_ical(data, multiple=True))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError):
        raise Troubled(Trouble.UNREADABLE) from None


def _require_calm(event: Component) -> None:
    """Nothing that takes place more often than daily: a day would have thousands of it."""
    for rule in _listed(event.get("RRULE")) + _listed(event.get("EXRULE")):
        times = 1
        for part in WITHIN_A_DAY:
            times *= max(1, len(_listed(rule.get(part))))
        said = {str(each).upper() for each in _listed(rule.get("FREQ"))} or {"NEVER"}
        steps = [int(each) for each in _listed(rule.get("INTERVAL"))] or [1]
        if times > 1 or not said <= FREQUENCIES or min(steps) < 1:
            raise Troubled(Trouble.TOO_OFTEN)


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class _Reader:
    """Reads for one owner's zone and one span."""

    def __init__(self, zone: ZoneInfo, span: Span) -> None:
        self._zone = zone
        self._span = span

    def of_events(self, events: Iterable[Event]) -> Iterator[Span]:
        """Only what repeats goes the long way of being expanded."""
        by_uid: defaultdict[str, list[Event]] = defaultdict(list)
        for number, event in enumerate(events):
            by_uid[str(event.get("UID") or f"without-{number}")].append(event)
        repeating = Calendar()
        for group in by_uid.values():
            if any(name in event for event in group for name in REPEATING):
                repeating.subcomponents += group
            else:
                yield from self._spans_of(group)
        if repeating.subcomponents:
            yield from self._spans_of(self._occurrences(repeating))

    def _occurrences(self, calendar: Calendar) -> Iterator[Event]:
        """A day more on both sides, since times without a zone may belong to any."""
        query = recurring_ical_events.of(calendar, skip_bad_series=True)
        first, last = self._span.start - DAY, self._span.end + DAY
        for number, event in enumerate(query.between(first, last)):
            if number > MOST_BLOCKS:
                raise Troubled(Trouble.TOO_MUCH)
            yield event

    def _spans_of(self, events: Iterable[Event]) -> Iterator[Span]:
        for event in events:
            if not is_busy(event):
                continue
            try:
                found = Span(self._moment(event.start), self._moment(event.end))
            except (IncompleteComponent, InvalidCalendar, ValueError, OverflowError, TypeError, AttributeError):
                # One event that makes no sense does not hide the others.
                continue
            yield found

    def of_free_busy(self, calendar: Component) -> Iterator[Span]:
        """Published busy times (VFREEBUSY)."""
        for component in calendar.walk("VFREEBUSY"):
            for line in _listed(component.get("FREEBUSY")):
                periods = _listed(getattr(line, "dts", line))
                if str(line.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                    continue
                yield from (self._period(each.dt) for each in periods if isinstance(each.dt, tuple))

    def _period(self, period: tuple[datetime, datetime | timedelta]) -> Span:
        start, end = period
        return Span(self._moment(start), self._moment(start + end if isinstance(end, timedelta) else end))

    def _moment(self, said: date | datetime) -> datetime:
        """Days and times without a zone are of the owner's clock."""
        at = said if isinstance(said, datetime) else datetime.combine(said, time())
        return (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)


def is_busy(event: Component) -> bool:
    said = {str(event.get(name, "")).upper() for name in ("TRANSP", "STATUS")}
    status = str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper()
    return not said & {"TRANSPARENT", "CANCELLED"} and status not in FREE


def _bounded(found: list[Span], span: Span) -> list[Span]:
    within = [Span(max(each.start, span.start), min(each.end, span.end)) for each in found]
    blocks = [*joined(sorted(each for each in within if each.start < each.end))]
    if len(blocks) > MOST_BLOCKS:
        raise Troubled(Trouble.TOO_MUCH)
    return blocks
