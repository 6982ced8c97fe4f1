"""How far a goal has come, and whether it is at risk (pure). Not here: rows, and the pictures of it (pictures)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

Measure = Literal["number", "percent", "yes_no", "level", "milestones"]

AT_RISK_SHARE = 0.75
QUIET_SHARE = 0.25
# A share reckoned from days and one reckoned from values may differ in the last bit.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What the rules need to know of a goal; confidences stand in the order of the check-ins."""

    measure: Measure | None = None
    baseline: float | None = None
    target: float | None = None
    value: float | None = None
    milestones_done: int = 0
    milestones_left: int = 0
    starts_on: date | None = None
    due_on: date | None = None
    confidences: Sequence[int] = ()


def is_at_risk(course: Course, today: date) -> bool:
    """Behind its time once a quarter of it has gone, or two falls of confidence in a row."""
    return is_behind(progress_of(course), elapsed_share(course, today)) or fell_twice(course.confidences)


def progress_of(course: Course) -> float | None:
    """From 0 to 1; None where only confidence can tell, and where nothing was measured yet."""
    match course.measure:
        case "number" | "percent":
            return measured_share(course.value, course.baseline, course.target)
        case "milestones":
            return milestone_share(course.milestones_done, course.milestones_left)
        case _:
            return None


def measured_share(value: float | None, baseline: float | None, target: float | None) -> float | None:
    """The way from baseline to target that lies behind, upwards or downwards; worse than the baseline is 0."""
    if value is None or baseline is None or target is None:
        return None
    way = target - baseline
    # A goal that only has to be kept has no way to go, and numbers at the edge of what a float holds have no ratio.
    share = (value - baseline) / way if way else math.nan
    return min(1.0, max(0.0, share)) if math.isfinite(share) else None


def milestone_share(done: int, left: int) -> float | None:
    """Of the milestones that still count: dropped ones are neither done nor left."""
    return done / (done + left) if done + left else None


def elapsed_share(course: Course, today: date) -> float | None:
    """Of the time between start and due date, from 0 to 1; None without both."""
    if course.starts_on is None or course.due_on is None:
        return None
    days = (course.due_on - course.starts_on).days
    if days <= 0:
        return 1.0 if today >= course.due_on else 0.0
    return min(1.0, max(0.0, (today - course.starts_on).days / days))


def is_behind(progress: float | None, elapsed: float | None) -> bool:
    if progress is None or elapsed is None or elapsed < QUIET_SHARE:
        return False
    return progress < AT_RISK_SHARE * elapsed - ROUNDING


def fell_twice(confidences: Sequence[int]) -> bool:
    """Whether each of the last two check-ins was less confident than the one before it."""
    last = confidences[-3:]
    return len(last) == 3 and last[0] > last[1] > last[2]  # noqa: PLR2004  (two falls stand between three)
