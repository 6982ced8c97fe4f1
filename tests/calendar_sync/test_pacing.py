"""So many sessions in so many weeks: what is left, and when."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from calendar_sync.cadence.pacing import Standing, middle, offers, weeks_from
from calendar_sync.clocks.wall_clock import Span
from tests.builders.sessions import utc

START = utc("2026-01-05")
WEEK = timedelta(weeks=1)
TWELVE = weeks_from(START, 12)


def standing(weeks_gone: float = 0, held: int = 0, planned: tuple[float, ...] = ()) -> Standing:
    return Standing(TWELVE, 6, held, tuple(START + each * WEEK for each in planned), START + weeks_gone * WEEK)


def test_what_is_left_is_spread_over_the_weeks_to_come() -> None:
    at_first, later = standing(), standing(weeks_gone=6, held=2)

    assert [gap.start for gap in at_first.gaps] == [START + 2 * number * WEEK for number in range(6)]
    assert (later.left, len(later.gaps), later.gaps[0].start, later.gaps[-1].end) == (4, 4, later.now, TWELVE.end)


def test_a_planned_session_takes_the_stretch_around_it() -> None:
    gaps = standing(planned=(1.2, 4.5)).gaps

    assert [gap.start for gap in gaps] == [START + number * WEEK for number in (2, 6, 8, 10)]


def test_nothing_is_left_when_all_are_held_or_the_weeks_are_over() -> None:
    assert [each.left for each in (standing(held=6), standing(held=7), standing(weeks_gone=12, held=2))] == [0, 0, 0]
    assert standing(weeks_gone=12).gaps == []


def test_an_offer_is_the_free_time_closest_to_the_middle() -> None:
    gaps = standing().gaps[:2]
    free = [START + timedelta(days=day) for day in (1, 6, 8, 20, 40)]

    assert offers(gaps, free) == [START + timedelta(days=6), START + timedelta(days=20)]
    assert offers(gaps, []) == []


@given(
    gone=st.floats(0, 14), held=st.integers(0, 8), planned=st.lists(st.floats(0, 12), max_size=6).map(sorted).map(tuple)
)
def test_stretches_lie_ahead_and_are_as_many_as_are_left(gone: float, held: int, planned: tuple[float, ...]) -> None:
    found = standing(gone, held, tuple(each for each in planned if each > gone))

    assert len(found.gaps) == found.left
    for one, other in zip(found.gaps, found.gaps[1:], strict=False):
        assert one.end <= other.start + timedelta(seconds=1)
    assert all(
        found.now <= gap.start < middle(gap) < gap.end <= TWELVE.end + timedelta(seconds=1) for gap in found.gaps
    )


def test_weeks_are_counted_from_the_first_day() -> None:
    assert Span(START, utc("2026-03-30")) == TWELVE
