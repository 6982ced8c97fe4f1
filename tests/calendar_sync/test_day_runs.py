"""Days that differ from their week, as runs and as single days."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from calendar_sync.availability.day_runs import Run, gathered, in_the_way, spread

MONDAY = date(2026, 1, 5)
EVENING = (1080, 1200)


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def test_neighbouring_days_alike_are_one_run() -> None:
    away = [(day(number), ()) for number in (0, 1, 2, 5)]

    assert gathered([*away, (day(3), (EVENING,))]) == [
        Run(day(0), day(2)),
        Run(day(3), day(3), EVENING),
        Run(day(5), day(5)),
    ]


@given(st.dictionaries(st.integers(0, 20).map(day), st.sampled_from([(), (EVENING,), ((540, 600), EVENING)])))
def test_gathering_loses_nothing(days) -> None:
    assert spread(gathered(days.items())) == days


def test_a_day_away_and_windows_that_overlap_are_in_each_others_way() -> None:
    seen = {day(1): [Run(day(1), day(1), EVENING)]}

    assert [
        in_the_way(Run(day(0), day(2)), seen),
        in_the_way(Run(day(1), day(1), (1190, 1300)), seen),
        in_the_way(Run(day(1), day(1), (1200, 1300)), seen),
        in_the_way(Run(day(2), day(3)), seen),
    ] == [True, True, False, False]
