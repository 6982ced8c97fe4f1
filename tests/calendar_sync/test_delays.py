"""How far a delay reaches through a mentor's day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_sync.sessions.delays import Meeting, held_up
from tests.builders.sessions import NOW

TEN = timedelta(minutes=10)


def day(*meetings):
    """Each as its first and last minute of the day, and its delay."""
    return [
        Meeting(NOW + timedelta(minutes=start), NOW + timedelta(minutes=end), *more) for start, end, *more in meetings
    ]


@pytest.mark.parametrize(
    ("meetings", "gap", "expected"),
    [
        ([(0, 60), (60, 120)], 0, [0, 0]),
        ([(0, 60, 10), (60, 120)], 0, [0, 10]),
        ([(0, 60, 7), (60, 120)], 0, [0, 10]),
        ([(0, 60, 10), (75, 120)], 0, [0, 0]),
        ([(0, 60, 10), (75, 120)], 10, [0, 5]),
        ([(0, 60, 0), (60, 120)], 10, [0, 0]),
        ([(0, 60, 10), (60, 120)], 30, [0, 10]),
        ([(0, 60, 30), (65, 125), (130, 190)], 0, [0, 25, 20]),
        ([(0, 60, 30, True), (60, 120)], 0, [0, 0]),
        ([], 0, []),
    ],
)
def test_delay_holds_up_what_it_touches_and_no_further(meetings, gap, expected):
    assert held_up(day(*meetings), timedelta(minutes=gap)) == expected


@given(st.lists(st.tuples(st.integers(5, 60), st.integers(0, 60), st.integers(0, 60)), max_size=6))
def test_nothing_is_held_up_longer_than_the_longest_delay_of_the_day(parts):
    meetings, at = [], 0
    for length, pause, delay in parts:
        meetings.append((at, at + length, delay))
        at += length + pause

    longest = max((delay for *_, delay in meetings), default=0)
    assert all(0 <= minutes < longest + 5 for minutes in held_up(day(*meetings), TEN) if minutes)
