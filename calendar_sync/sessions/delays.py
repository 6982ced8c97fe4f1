"""How a delay of one session touches the next one of the same mentor; pure. Not here: who is told (holding_up)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

MINUTE = timedelta(minutes=1)
# Whoever waits needs no finer word, and hears less often.
STEP_MINUTES = 5


@dataclass(frozen=True, slots=True)
class Meeting:
    """A session of a mentor's day, and by how many minutes it was said to end later than planned."""

    start: datetime
    end: datetime
    delay: int = 0
    is_over: bool = False


def held_up(day: Sequence[Meeting], gap: timedelta) -> list[int]:
    """By how many minutes each may begin late because of the one before, which leaves the mentor her gap.

    What is held up may hold up the next one in turn. Never longer than the delay that it comes from: where the gap
    was narrower from the beginning, that is nobody's delay.
    """
    found: list[int] = []
    delay, end = 0, None
    for each in day:
        late = min(delay, _minutes(end + gap - each.start)) if delay and end else 0
        found.append(_in_steps(late))
        delay = 0 if each.is_over else max(each.delay, found[-1])
        end = each.end + delay * MINUTE
    return found


def _minutes(span: timedelta) -> int:
    return max(0, -(-span // MINUTE))


def _in_steps(minutes: int) -> int:
    return -(-minutes // STEP_MINUTES) * STEP_MINUTES
