"""How far somebody has come in choosing a time, as an address says it."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl

import pytest

from calendar_sync.picker.choosing import Choice, month_later, read_choice, weeks_of
from tests.builders.sessions import utc

DURATIONS = [30, 60, 90]


def read(**said: str) -> Choice:
    return read_choice(said, durations=DURATIONS, tzid="Europe/Lisbon")


@pytest.mark.parametrize(
    "choice",
    [
        Choice(30, "America/New_York", mentor="mia", month=date(2026, 3, 1), day=date(2026, 3, 9)),
        Choice(60, "Europe/Lisbon", month=date(2026, 3, 1), at=utc("2026-03-09T13:00")),
        Choice(90, "Asia/Kolkata"),
    ],
)
def test_an_address_says_the_whole_choice(choice: Choice) -> None:
    assert read(**dict(parse_qsl(choice.link[1:]))) == choice


@pytest.mark.parametrize(
    "said",
    [
        {"minutes": "-1", "zone": "Mars/Olympus", "month": "2026-13", "day": "2026-02-30", "at": "now"},
        {"minutes": "999999999999", "zone": "../../etc/passwd", "month": "0001-01", "day": "9999-12-31"},
        {"date": "2026-02-30", "time": "10:00"},
        {"date": "2026-02-03"},
    ],
)
def test_what_makes_no_sense_is_passed_over(said: dict[str, str]) -> None:
    assert read(**said) == Choice(60, "Europe/Lisbon")


def test_a_day_and_a_time_in_two_fields_are_a_moment_of_the_own_clock() -> None:
    assert read(date="2026-07-01", time="10:30").at == utc("2026-07-01T09:30")


def test_the_month_of_the_day_is_shown() -> None:
    assert read(day="2026-03-09", month="2026-05").month == date(2026, 3, 1)


@pytest.mark.parametrize(("durations", "expected"), [([15, 30], 30), ([30, 60, 90], 60), ([90, 120], 90), ([], 60)])
def test_the_length_to_begin_with_is_at_most_an_hour(durations: list[int], expected: int) -> None:
    assert read_choice({}, durations=durations, tzid="UTC").minutes == expected


def test_months_and_weeks() -> None:
    assert [month_later(date(2026, 12, 1)), month_later(date(2026, 1, 1), -1)] == [date(2027, 1, 1), date(2025, 12, 1)]
    assert [week[0] for week in weeks_of(date(2026, 2, 1))][:2] == [date(2026, 1, 26), date(2026, 2, 2)]
