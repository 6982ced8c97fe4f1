"""Milestones along the time of a goal."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms.board.pictures.timeline import GAP, Mark, draw_timeline, spread
from tests.builders.pictures import labels, shapes

TODAY = date(2026, 3, 16)


def test_milestones_stand_by_their_days_with_today_among_them():
    marks = [Mark("Second", "doing", date(2026, 3, 31)), Mark("First", "done", date(2026, 3, 1))]

    drawn = draw_timeline(marks, today=TODAY)

    assert [mark["cx"] for mark in shapes(drawn, "drawing__milestone")] == ["16", "304"]
    assert [mark["x1"] for mark in shapes(drawn, "drawing__time")] == ["160"]
    assert labels(drawn) == ["today", "1", "2"]
    assert drawn.words == ("1. First: done, 1 March 2026", "2. Second: under way, 31 March 2026")


@pytest.mark.parametrize(
    ("state", "inside"),
    [("planned", []), ("doing", ["drawing__dot"]), ("done", ["drawing__tick"]), ("dropped", ["drawing__cross"] * 2)],
)
def test_each_state_has_a_shape_of_its_own(state, inside):
    drawn = draw_timeline([Mark("Hearing", state, TODAY)], today=TODAY)

    kinds = ("drawing__dot", "drawing__tick", "drawing__cross")
    assert [shape["class"] for kind in kinds for shape in shapes(drawn, kind)] == inside


def test_milestone_without_a_date_stands_in_the_words_alone():
    drawn = draw_timeline([Mark("Some day", "planned"), Mark("Soon", "planned", TODAY)], today=TODAY)

    assert len(shapes(drawn, "drawing__milestone")) == 1
    assert drawn.words == ("1. Soon: planned, 16 March 2026", "2. Some day: planned")


def test_goal_without_milestones_says_so():
    assert draw_timeline([], today=TODAY).words == ("There are no milestones yet.",)


@given(st.lists(st.floats(16, 304), max_size=12))
def test_milestones_of_near_days_are_moved_apart_within_the_picture(places):
    moved = spread(sorted(places), 304)

    assert all(later - earlier > GAP - 1e-6 for earlier, later in pairwise(moved))
    assert all(16 <= place <= 304 for place in moved)
