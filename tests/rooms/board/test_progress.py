"""The rules that say how far a goal has come and when it is at risk."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.board.progress import Course, elapsed_share, fell_twice, is_at_risk, measured_share, progress_of

START, DUE = date(2026, 1, 1), date(2026, 4, 11)
AT_QUARTER, BEFORE_QUARTER, AT_FORTY = date(2026, 1, 26), date(2026, 1, 25), date(2026, 2, 10)


def course(value: float | None, **more: object) -> Course:
    """A hundred days from 0 to 100."""
    dates = {"starts_on": START, "due_on": DUE}
    return Course(measure="number", baseline=0, target=100, value=value, **{**dates, **more})


@pytest.mark.parametrize(
    ("value", "baseline", "target", "share"),
    [
        (30, 0, 100, 0.3),
        (70, 100, 0, 0.3),
        (-5, -10, 10, 0.25),
        (-1, 0, 100, 0.0),
        (130, 100, 0, 0.0),
        (101, 0, 100, 1.0),
        (5, 5, 5, None),
        (1e308, -1e308, 1e308, None),
        (None, 0, 100, None),
        (5, None, 100, None),
        (5, 0, None, None),
    ],
)
def test_measured_share_goes_from_baseline_to_target_either_way(value, baseline, target, share):
    assert measured_share(value, baseline, target) == share


@given(st.floats(), st.floats(), st.floats())
def test_measured_share_is_a_share_or_nothing_whatever_the_numbers(value, baseline, target):
    share = measured_share(value, baseline, target)

    assert share is None or 0 <= share <= 1


@pytest.mark.parametrize(("done", "left", "share"), [(0, 4, 0.0), (3, 1, 0.75), (2, 0, 1.0), (0, 0, None)])
def test_milestones_count_as_done_among_those_that_are_not_dropped(done, left, share):
    assert progress_of(Course(measure="milestones", milestones_done=done, milestones_left=left)) == share


@pytest.mark.parametrize("measure", ["yes_no", "level", None])
def test_goal_without_a_scale_of_its_own_has_no_progress(measure):
    assert progress_of(Course(measure=measure, baseline=0, target=5, value=3)) is None


def test_percent_is_measured_like_any_number():
    assert progress_of(Course(measure="percent", baseline=20, target=60, value=30)) == 0.25


@pytest.mark.parametrize(
    ("today", "share"),
    [(date(2025, 12, 1), 0.0), (START, 0.0), (AT_FORTY, 0.4), (DUE, 1.0), (date(2027, 1, 1), 1.0)],
)
def test_elapsed_share_stays_between_start_and_due_date(today, share):
    assert elapsed_share(course(0), today) == share


@pytest.mark.parametrize("missing", ["starts_on", "due_on"])
def test_elapsed_share_needs_both_dates(missing):
    assert elapsed_share(course(0, **{missing: None}), AT_FORTY) is None


@pytest.mark.parametrize(("today", "share"), [(date(2025, 12, 31), 0.0), (START, 1.0)])
def test_goal_due_on_the_day_of_its_start_has_all_its_time_on_that_day(today, share):
    assert elapsed_share(course(0, due_on=START), today) == share


@pytest.mark.parametrize(
    ("value", "today", "at_risk"),
    [
        (0, BEFORE_QUARTER, False),
        (18, AT_QUARTER, True),
        (19, AT_QUARTER, False),
        (29.9, AT_FORTY, True),
        (30, AT_FORTY, False),
        (100, DUE, False),
        (None, DUE, False),
    ],
)
def test_goal_is_at_risk_below_three_quarters_of_its_time_after_a_quarter(value, today, at_risk):
    assert is_at_risk(course(value), today) is at_risk


def test_goal_without_dates_is_not_behind():
    assert not is_at_risk(course(0, starts_on=None), DUE)


@pytest.mark.parametrize(
    ("confidences", "fell"),
    [
        ([], False),
        ([8, 3], False),
        ([8, 7, 6], True),
        ([8, 7, 7], False),
        ([8, 7, 6, 6], False),
        ([1, 9, 8, 7], True),
        ([9, 8, 7, 8], False),
    ],
)
def test_confidence_has_to_fall_in_the_last_two_check_ins(confidences, fell):
    assert fell_twice(confidences) is fell


@pytest.mark.parametrize("measure", ["number", "yes_no", "level", "milestones"])
def test_two_falls_of_confidence_put_any_goal_at_risk(measure):
    assert is_at_risk(Course(measure=measure, confidences=(7, 5, 4)), START)


def test_goal_judged_by_confidence_is_at_risk_by_nothing_else():
    late = Course(measure="yes_no", value=0, baseline=0, target=1, starts_on=START, due_on=DUE, confidences=(2, 2, 2))

    assert not is_at_risk(late, DUE)
