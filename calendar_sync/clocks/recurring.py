"""When sessions that repeat take place, by the wall clock of one zone: pure. Not here: whether they fit (booking).

The rules are those of RFC 5545: an hour that the clock skips counts with the offset before, one that it shows twice is
the first of the two. Every month means the same weekday of the month, such as the second Tuesday; a fifth one means the
last.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_OCCURRENCES = 52
MONTHS = 12
WEEK = timedelta(days=7)
# The fifth week of a month, counted from 0: not every month has it.
FIFTH = 4
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Frequency(StrEnum):
    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often, and how many times in all."""

    frequency: Frequency
    count: int


class Shift(NamedTuple):
    """One occurrence that somebody's clock shows at another hour than the first one; minutes later, or earlier."""

    start: datetime
    local: datetime
    usual: datetime
    minutes: int


def occurrences(first: datetime, repeat: Repeat) -> list[datetime]:
    """The wall clock at each start, the first one included."""
    return [step(first, repeat.frequency, number) for number in range(repeat.count)]


def step(local: datetime, frequency: str, number: int) -> datetime:
    """So many repetitions later, or earlier where the number is negative."""
    if frequency == Frequency.MONTHLY:
        return _months_later(local, number)
    return local + WEEK * (number * (2 if frequency == Frequency.FORTNIGHTLY else 1))


def _months_later(local: datetime, number: int) -> datetime:
    year, month = divmod(local.year * MONTHS + local.month - 1 + number, MONTHS)
    weekday, length = monthrange(year, month + 1)
    day, week = 1 + (local.weekday() - weekday) % 7, (local.day - 1) // 7
    weeks = (length - day) // 7 if week == FIFTH else week
    return local.replace(year=year, month=month + 1, day=day + 7 * weeks)


def rrule(first: datetime, repeat: Repeat) -> str:
    """The same as an RRULE."""
    by_day = ""
    if repeat.frequency == Frequency.MONTHLY:
        week = (first.day - 1) // 7
        by_day = f";BYDAY={-1 if week == FIFTH else week + 1}{WEEKDAYS[first.weekday()]}"
    interval = ";INTERVAL=2" if repeat.frequency == Frequency.FORTNIGHTLY else ""
    unit = "MONTHLY" if repeat.frequency == Frequency.MONTHLY else "WEEKLY"
    return f"FREQ={unit}{interval}{by_day};COUNT={repeat.count}"


def instant_of(local: datetime, tzid: str) -> datetime:
    """The moment in UTC at which a clock of that zone shows this."""
    return local.replace(tzinfo=ZoneInfo(tzid)).astimezone(UTC)


def local_of(moment: datetime, tzid: str) -> datetime:
    """What a clock of that zone shows at this moment, be it for the first or the second time."""
    return moment.astimezone(ZoneInfo(tzid)).replace(tzinfo=None, fold=0)


def shifts(starts: Sequence[datetime], tzid: str) -> list[Shift]:
    """The starts at another hour than the first one, for somebody in that zone."""
    if not starts:
        return []
    usual = local_of(starts[0], tzid)
    return list(_shifted(starts, usual, tzid))


def _shifted(starts: Iterable[datetime], usual: datetime, tzid: str) -> Iterable[Shift]:
    for start in starts:
        local = local_of(start, tzid)
        expected = _nearest(datetime.combine(local, usual.time()), local)
        if local != expected:
            yield Shift(start, local, expected, round((local - expected).total_seconds() / 60))


def _nearest(expected: datetime, local: datetime) -> datetime:
    """A shift over midnight moves the day, and is still one of an hour."""
    day = timedelta(days=1)
    return min((expected - day, expected, expected + day), key=lambda each: abs(each - local))
