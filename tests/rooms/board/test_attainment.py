"""T scores against those that the method's formula gives by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.board.attainment import Attainment, Score, attainment, t_score

SCORES = st.lists(st.builds(Score, st.integers(-2, 2), st.floats(0.1, 10)), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("scores", "t"),
    [
        ([Score(0), Score(0), Score(0)], 50.0),
        ([Score(0, 5)], 50.0),
        ([Score(1, 1), Score(1, 2), Score(1, 3)], 63.2),
        ([Score(2), Score(2), Score(2)], 77.4),
        ([Score(-2), Score(-2), Score(-2)], 22.6),
        ([Score(1)], 60.0),
    ],
)
def test_t_is_what_the_formula_gives(scores, t):
    assert round(t_score(scores), 1) == t


@given(SCORES)
def test_better_results_by_as_much_as_worse_ones_lie_as_far_from_50(scores):
    worse = [Score(-score.level, score.weight) for score in scores]

    assert math.isclose(t_score(scores) + t_score(worse), 100)


@given(SCORES, st.floats(0.1, 10))
def test_only_the_proportion_of_weights_matters(scores, factor):
    scaled = [Score(score.level, score.weight * factor) for score in scores]

    assert math.isclose(t_score(scores), t_score(scaled))


def test_distribution_stands_beside_t():
    scores = [Score(-1), Score(0), Score(0), Score(2)]

    found = attainment(scores)

    assert found == Attainment(t_score(scores), {-2: 0, -1: 1, 0: 2, 1: 0, 2: 1})


def test_nothing_scored_has_no_t():
    assert attainment([]) is None


@pytest.mark.parametrize("score", [Score(3), Score(-3), Score(0, 0), Score(1, -1), Score(1, math.inf)])
def test_level_or_weight_outside_the_method_is_refused(score):
    with pytest.raises(ValueError, match="whole number from -2 to 2"):
        t_score([Score(0), score])
