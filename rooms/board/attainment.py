"""The T score of goal attainment scaling and the distribution beside it (pure). Not here: who may write a scale.

T. J. Kiresuk and R. E. Sherman, "Goal attainment scaling: a general method for evaluating comprehensive community
mental health programs", Community Mental Health Journal 4 (1968), 443-453.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

LEVELS = (-2, -1, 0, 1, 2)
MEAN = 50.0
DEVIATION = 10.0
# How strongly the scores of one person's goals are expected to go together; the authors' own estimate.
CORRELATION = 0.3


class Score(NamedTuple):
    """What was reached of one goal, on its own five levels, and how much that goal counts."""

    level: int
    weight: float = 1.0


class Attainment(NamedTuple):
    """T over all scored goals, and how many goals ended on each level: levels are ranks, so T alone says too little."""

    t: float
    counts: dict[int, int]


def attainment(scores: Sequence[Score]) -> Attainment | None:
    """None while no goal was scored; ValueError for a level that is none or a weight that is not above 0."""
    if not scores:
        return None
    return Attainment(t_score(scores), {level: sum(score.level == level for score in scores) for level in LEVELS})


def t_score(scores: Sequence[Score]) -> float:
    """50 when all is as expected; 10 is one standard deviation."""
    if any(score.level not in LEVELS or not 0 < score.weight < math.inf for score in scores):
        raise ValueError("A level is a whole number from -2 to 2, and a weight is above 0.")
    weighted = sum(score.weight * score.level for score in scores)
    squares = sum(score.weight**2 for score in scores)
    square = sum(score.weight for score in scores) ** 2
    return MEAN + DEVIATION * weighted / math.sqrt((1 - CORRELATION) * squares + CORRELATION * square)
