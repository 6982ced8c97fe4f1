"""A zone's clock changes as its compiled file tells them: each listed one, and the rule that holds after the last.

Pure but for reading the tz database that we ship. Not here: how calendars write them down (vtimezone).
"""

from __future__ import annotations

import re
import struct
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from importlib.resources import files

HEAD_BYTES = 44
COUNTS = struct.Struct(">6l")
KIND = struct.Struct(">lBB")
LAST_WEEK = 5
NAME = r"(<[^>]+>|[A-Za-z]+)"
OFFSET = r"([+-]?\d+(?::\d+)*)"
DAY = r"M(\d+)\.(\d)\.(\d)(?:/([+-]?\d+(?::\d+)*))?"
FOOTER = re.compile(f"{NAME}{OFFSET}(?:{NAME}{OFFSET}?,{DAY},{DAY})?")


@dataclass(frozen=True, slots=True)
class Clock:
    """How a clock stands: its offset from UTC, what it is called."""

    offset: timedelta
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """From one moment on the clock stands differently."""

    at: datetime
    before: Clock
    after: Clock

    @property
    def local(self) -> datetime:
        """The moment on the clock as it stood before."""
        return (self.at + self.before.offset).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class YearlyChange:
    """A change on the nth weekday (0 is Sunday) of a month each year; `after` may lie outside of that day."""

    month: int
    week: int
    weekday: int
    after: timedelta
    before: Clock
    to: Clock

    def local(self, year: int) -> datetime:
        first = date(year, self.month, 1)
        day = 1 + (self.weekday - first.isoweekday()) % 7 + 7 * (self.week - 1)
        # The fifth one means the last one.
        day -= 7 if day > monthrange(year, self.month)[1] else 0
        return datetime.combine(date(year, self.month, day), time()) + self.after

    def change(self, year: int) -> Change:
        at = (self.local(year) - self.before.offset).replace(tzinfo=UTC)
        return Change(at, self.before, self.to)


@dataclass(frozen=True, slots=True)
class Zone:
    """All listed changes in order, then how the clock stands for ever, or changes each year."""

    changes: tuple[Change, ...]
    standard: Clock
    yearly: tuple[YearlyChange, ...]


def read_zone(name: str) -> Zone:
    data = files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes()
    # The first block repeats the second one with 32 bits.
    start = HEAD_BYTES + block_bytes(data, 0, time_bytes=4)
    standard, yearly = read_footer(data.rstrip(b"\n").rpartition(b"\n")[2].decode())
    return Zone(tuple(read_changes(data, start)), standard, yearly)


def counts_at(data: bytes, start: int) -> tuple[int, ...]:
    return COUNTS.unpack_from(data, start + HEAD_BYTES - COUNTS.size)


def block_bytes(data: bytes, start: int, *, time_bytes: int) -> int:
    is_ut, is_standard, leaps, times, kinds, letters = counts_at(data, start)
    return times * (time_bytes + 1) + kinds * KIND.size + letters + leaps * (time_bytes + 4) + is_standard + is_ut


def read_changes(data: bytes, start: int) -> list[Change]:
    times, kinds, letters = counts_at(data, start)[3:]
    moments = struct.unpack_from(f">{times}q", data, start + HEAD_BYTES)
    kind_start = start + HEAD_BYTES + times * 9
    numbers = data[kind_start - times : kind_start]
    names = data[kind_start + kinds * KIND.size :][:letters]
    clocks = [clock_of(kind, names) for kind in KIND.iter_unpack(data[kind_start : kind_start + kinds * KIND.size])]
    stand = [clocks[0], *(clocks[number] for number in numbers)]
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return [
        Change(epoch + timedelta(seconds=moment), before, after)
        for moment, before, after in zip(moments, stand, stand[1:], strict=False)
        if moment > 0
    ]


def clock_of(kind: tuple[int, int, int], names: bytes) -> Clock:
    seconds, _is_dst, at = kind
    return Clock(timedelta(seconds=seconds), names[at : names.index(b"\0", at)].decode())


def read_footer(text: str) -> tuple[Clock, tuple[YearlyChange, ...]]:
    """A POSIX TZ string such as CET-1CEST,M3.5.0,M10.5.0/3, whose offsets count westwards."""
    found = FOOTER.fullmatch(text)
    if found is None:
        raise ValueError("The rule of this zone is of a kind that no zone had before.")
    parts = found.groups()
    standard = Clock(-span(parts[1]), parts[0].strip("<>"))
    if parts[2] is None:
        return standard, ()
    summer = Clock(-span(parts[3]) if parts[3] else standard.offset + timedelta(hours=1), parts[2].strip("<>"))
    return standard, (yearly(parts[4:8], standard, summer), yearly(parts[8:12], summer, standard))


def yearly(parts: tuple[str | None, ...], before: Clock, to: Clock) -> YearlyChange:
    month, week, weekday, after = parts
    return YearlyChange(int(month or 0), int(week or 0), int(weekday or 0), span(after or "2"), before, to)


def span(text: str) -> timedelta:
    """Such as -9:30."""
    hours, *rest = (abs(int(part)) for part in text.split(":"))
    minutes, seconds = [*rest, 0, 0][:2]
    return timedelta(hours=hours, minutes=minutes, seconds=seconds) * (-1 if text.startswith("-") else 1)
