"""So many sessions in so many weeks: what is left of that, and when it could be. Pure. Not here: rows (cadence)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from calendar_sync.clocks.wall_clock import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a cadence stands: sessions that were held, that are planned, and that are still to be planned."""

    span: Span
    count: int
    held: int
    planned: tuple[datetime, ...]
    now: datetime

    @property
    def left(self) -> int:
        """None once its weeks are over."""
        return max(0, self.count - self.held - len(self.planned)) if self.now < self.span.end else 0

    @property
    def gaps(self) -> list[Span]:
        """As many stretches of equal length as sessions are left, without those that have a planned one."""
        first = max(self.now, self.span.start)
        open_ones = list(cut(Span(first, self.span.end), self.left + len(self.planned)))
        for start in self.planned:
            if open_ones:
                open_ones.remove(min(open_ones, key=lambda gap: abs(middle(gap) - start)))
        return open_ones if self.left else []


def cut(span: Span, number: int) -> Iterable[Span]:
    """Into equal pieces."""
    length = (span.end - span.start) / max(1, number)
    return (Span(span.start + no * length, span.start + (no + 1) * length) for no in range(number))


def middle(span: Span) -> datetime:
    return span.start + (span.end - span.start) / 2


def offers(gaps: Sequence[Span], free: Sequence[datetime]) -> list[datetime]:
    """For each stretch the free time that is closest to its middle, where it has one."""
    found = []
    for gap in gaps:
        within = [at for at in free if gap.start <= at < gap.end]
        if within:
            found.append(min(within, key=lambda at: abs(at - middle(gap))))
    return found


def weeks_from(start: datetime, weeks: int) -> Span:
    return Span(start, start + timedelta(weeks=weeks))
