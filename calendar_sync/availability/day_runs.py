"""Days that differ from their week, as a person names them: runs of days. Pure. Not here: their form."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendar_sync.clocks.wall_clock import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from calendar_sync.availability.slots import Windows


@dataclass(frozen=True, slots=True)
class Run:
    """From one day to another, both included, the same window on each; without one she is away."""

    first: date
    last: date
    window: tuple[int, int] | None = None

    @property
    def days(self) -> Iterator[date]:
        return (self.first + DAY * number for number in range((self.last - self.first).days + 1))


def gathered(overrides: Iterable[tuple[date, Windows]]) -> list[Run]:
    """Neighbouring days with equal windows as one run, once for each window."""
    stretches: list[tuple[date, date, Windows]] = []
    for day, windows in sorted(overrides):
        if stretches and stretches[-1][1] + DAY == day and stretches[-1][2] == windows:
            stretches[-1] = (stretches[-1][0], day, windows)
        else:
            stretches.append((day, day, windows))
    return [Run(first, last, window) for first, last, windows in stretches for window in windows or (None,)]


def spread(runs: Iterable[Run]) -> dict[date, Windows]:
    """The windows of each day that the runs name."""
    days: defaultdict[date, set[tuple[int, int]]] = defaultdict(set)
    for run in runs:
        for day in run.days:
            days[day].update([run.window] if run.window else [])
    return {day: tuple(sorted(windows)) for day, windows in days.items()}


def in_the_way(run: Run, others: Mapping[date, list[Run]]) -> bool:
    """Whether one of its days is named already with a window that overlaps, or as a day away, or is now to be one."""
    return any(_overlap(run.window, each.window) for day in run.days for each in others.get(day, []))


def _overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    return one is None or other is None or (one[0] < other[1] and other[0] < one[1])
