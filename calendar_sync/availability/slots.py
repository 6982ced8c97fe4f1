"""Which times of a mentor can be booked: pure rules over values.

Not here: the rows that the values come from (rules), the wall clock (wall_clock), taking a time (booking).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from calendar_sync.availability.faults import Fault
from calendar_sync.clocks.wall_clock import DAY, Span, instant, joined, local_day, spans

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

# Windows of one day, each from one minute of it to another.
Windows = tuple[tuple[int, int], ...]

NO_LIMIT = 10_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What bookings with one mentor obey, in her zone; minutes but for the horizon. The week begins on Monday."""

    tzid: str
    week: tuple[Windows, ...]
    overrides: tuple[tuple[date, Windows], ...] = ()
    is_open: bool = True
    durations: tuple[int, ...] = (30, 60)
    step: int = 30
    gap_before: int = 0
    gap_after: int = 0
    notice: int = 0
    horizon_days: int = 365
    most_per_day: int = NO_LIMIT
    most_per_week: int = NO_LIMIT
    most_per_pair: int = NO_LIMIT

    @property
    def gap(self) -> timedelta:
        """What stays free between two of her sessions: the first one's after or the next one's before."""
        return timedelta(minutes=max(self.gap_before, self.gap_after))

    def __hash__(self) -> int:
        """A little of it, since it is asked for at every step; equal rules have equal ones."""
        return hash((self.tzid, self.step, self.week))

    def windows_on(self, day: date) -> Windows:
        return dict(self.overrides).get(day, self.week[day.weekday()])


@dataclass(frozen=True, slots=True)
class Taken:
    """A session that the mentor has, and who else is in it."""

    start: datetime
    end: datetime
    mentees: frozenset[Hashable] = frozenset()


@dataclass(frozen=True, slots=True)
class Diary:
    """What stands in the way, as of now: the mentor's sessions, and whatever else keeps either side busy.

    `mentees` are those who ask, for the limit per pair.
    """

    rules: Rules
    now: datetime
    busy: Sequence[Span] = ()
    taken: Sequence[Taken] = ()
    mentees: frozenset[Hashable] = frozenset()
    blocked: Sequence[Span] = field(init=False, compare=False)
    days: Counter[date] = field(init=False, compare=False)
    weeks: Counter[tuple[int, int]] = field(init=False, compare=False)
    pairs: Counter[tuple[tuple[int, int], Hashable]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        gap = self.rules.gap
        near = [Span(each.start - gap, each.end + gap) for each in self.taken]
        object.__setattr__(self, "blocked", [*joined(sorted([*self.busy, *near]))])
        held = [(local_day(self.rules.tzid, each.start), each) for each in self.taken]
        object.__setattr__(self, "days", Counter(day for day, _ in held))
        object.__setattr__(self, "weeks", Counter(week_of(day) for day, _ in held))
        pairs = Counter((week_of(day), mentee) for day, each in held for mentee in each.mentees)
        object.__setattr__(self, "pairs", pairs)


def free(diary: Diary, span: Span, minutes: int) -> Iterator[datetime]:
    """When a session of that length can begin within the span, in order: the first is found before the others."""
    earliest, latest = _within_reach(diary.rules, span, diary.now)
    for day in _days(diary.rules, earliest, latest):
        for at in _starts(diary.rules, day):
            if earliest <= at < latest and _is_free(diary, at, minutes):
                yield at


def _is_free(diary: Diary, at: datetime, minutes: int) -> bool:
    """Why it is not is of no interest here, so what is blocked is passed over before anything is asked."""
    span = Span(at, at + timedelta(minutes=minutes))
    return not _is_blocked(diary, span) and fault_of(diary, at, minutes) is None


def fault_of(diary: Diary, start: datetime, minutes: int) -> Fault | None:
    """What keeps a session of that length from beginning then; None when nothing does."""
    span = Span(start, start + timedelta(minutes=minutes))
    return (
        _against_terms(diary.rules, span, minutes, diary.now)
        or _against_windows(diary.rules, span)
        or (clash(diary.rules, span, busy=diary.busy, taken=diary.taken) if _is_blocked(diary, span) else None)
        or _against_limits(diary, start)
    )


def _is_blocked(diary: Diary, span: Span) -> bool:
    """The same as a clash, found by a few steps among many: what ends after the start, does it begin before the end?"""
    after = bisect_right(diary.blocked, span.start, key=attrgetter("end"))
    return after < len(diary.blocked) and diary.blocked[after].start < span.end


def clash(rules: Rules, span: Span, *, busy: Iterable[Span], taken: Iterable[Taken]) -> Fault | None:
    """What else is at that time: all that binds a mentor who books outside her own windows."""
    if any(each.start < span.end and span.start < each.end for each in busy):
        return Fault.BUSY
    start, end = span.start - rules.gap, span.end + rules.gap
    return Fault.NEAR if any(each.start < end and start < each.end for each in taken) else None


def _against_terms(rules: Rules, span: Span, minutes: int, now: datetime) -> Fault | None:
    if not rules.is_open:
        return Fault.CLOSED
    if minutes not in rules.durations:
        return Fault.DURATION
    if span.start < now + timedelta(minutes=rules.notice) or span.start <= now:
        return Fault.PAST if span.start <= now else Fault.NOTICE
    return Fault.HORIZON if span.start > now + timedelta(days=rules.horizon_days) else None


def _against_windows(rules: Rules, span: Span) -> Fault | None:
    day = local_day(rules.tzid, span.start)
    last = local_day(rules.tzid, span.end)
    if not any(each.start <= span.start and span.end <= each.end for each in openings(rules, day, last)):
        return Fault.OUTSIDE
    starts = _starts(rules, day)
    place = bisect_left(starts, span.start)
    return None if starts[place : place + 1] == (span.start,) else Fault.STEP


def _against_limits(diary: Diary, start: datetime) -> Fault | None:
    rules, day = diary.rules, local_day(diary.rules.tzid, start)
    week = week_of(day)
    if diary.days[day] >= rules.most_per_day:
        return Fault.DAY_LIMIT
    if diary.weeks[week] >= rules.most_per_week:
        return Fault.WEEK_LIMIT
    most = max((diary.pairs[week, mentee] for mentee in diary.mentees), default=0)
    return Fault.PAIR_LIMIT if most >= rules.most_per_pair else None


@lru_cache(maxsize=512)
def openings(rules: Rules, first: date, last: date) -> tuple[Span, ...]:
    """All the time that her windows of these days open, joined where they touch, as at midnight."""
    days = [first + DAY * number for number in range((last - first).days + 1)]
    found = sorted(
        span for day in days for starts, ends in rules.windows_on(day) for span in spans(rules.tzid, day, starts, ends)
    )
    return tuple(joined(found))


@lru_cache(maxsize=512)
def _starts(rules: Rules, day: date) -> tuple[datetime, ...]:
    """Each step of each window by the wall clock: what it skips is not there, what it shows twice counts once."""
    minutes = {minute for starts, ends in rules.windows_on(day) for minute in range(starts, ends, rules.step)}
    moments = (instant(rules.tzid, day, minute) for minute in minutes)
    return tuple(sorted(moment for moment in moments if moment))


def _within_reach(rules: Rules, span: Span, now: datetime) -> Span:
    """So that nobody makes us walk through centuries."""
    return Span(max(span.start, now), min(span.end, now + timedelta(days=rules.horizon_days, seconds=1)))


def _days(rules: Rules, start: datetime, end: datetime) -> Iterator[date]:
    if start >= end:
        return
    day, last = local_day(rules.tzid, start), local_day(rules.tzid, end)
    while day <= last:
        yield day
        day += DAY


def week_of(day: date) -> tuple[int, int]:
    """From Monday to Sunday."""
    year, week, _ = day.isocalendar()
    return year, week
