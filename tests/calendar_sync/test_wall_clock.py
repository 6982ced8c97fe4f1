"""The wall clock through its changes."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_sync.clocks.wall_clock import Span, begin_of, instant, midnight, spans
from tests.builders.sessions import utc

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Nuuk",
    "Asia/Kolkata",
    "Africa/Casablanca",
]


def test_an_hour_that_is_skipped_has_no_instant() -> None:
    assert instant("Europe/Berlin", SPRING, 90) == utc("2026-03-29T00:30")
    assert instant("Europe/Berlin", SPRING, 150) is None
    assert instant("Europe/Berlin", SPRING, 180) == utc("2026-03-29T01:00")


def test_an_hour_that_comes_twice_is_its_first_time() -> None:
    assert instant("Europe/Berlin", AUTUMN, 150) == utc("2026-10-25T00:30")
    assert instant("Europe/Berlin", AUTUMN, 180) == utc("2026-10-25T02:00")


def test_time_on_the_clock_closes_around_a_skipped_hour() -> None:
    assert [*spans("Europe/Berlin", SPRING, 60, 240)] == [
        Span(utc("2026-03-29T00:00"), utc("2026-03-29T01:00")),
        Span(utc("2026-03-29T01:00"), utc("2026-03-29T02:00")),
    ]
    assert [*spans("Europe/Berlin", SPRING, 130, 170)] == []


def test_time_on_the_clock_comes_twice_with_its_hour() -> None:
    assert [*spans("Europe/Berlin", AUTUMN, 150, 180)] == [
        Span(utc("2026-10-25T00:30"), utc("2026-10-25T01:00")),
        Span(utc("2026-10-25T01:30"), utc("2026-10-25T02:00")),
    ]


def test_half_an_hour_is_skipped_on_lord_howe() -> None:
    assert instant("Australia/Lord_Howe", date(2026, 10, 4), 135) is None
    assert instant("Australia/Lord_Howe", date(2026, 10, 4), 150) == utc("2026-10-03T15:30")


def test_a_day_begins_when_its_clock_first_shows_it() -> None:
    """Cairo's clock went from midnight to one."""
    assert begin_of(date(2024, 4, 26), "Africa/Cairo") == utc("2024-04-25T22:00")
    assert begin_of(date(2026, 7, 1), "Europe/Berlin") == utc("2026-06-30T22:00")


@settings(max_examples=60)
@given(
    zone=st.sampled_from(ZONES),
    day=st.sampled_from([SPRING, AUTUMN, date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5), date(2026, 10, 4)])
    | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    minutes=st.tuples(st.integers(0, 1440), st.integers(0, 1440)),
)
def test_spans_are_the_moments_at_which_the_clock_shows_them(zone: str, day: date, minutes: tuple[int, int]) -> None:
    found = [*spans(zone, day, *minutes)]

    for quarter in range(-15 * 4, 40 * 4):
        moment = midnight(day) + timedelta(minutes=15 * quarter)
        shown = moment.astimezone(ZoneInfo(zone))
        is_shown = shown.date() == day and minutes[0] <= shown.hour * 60 + shown.minute < minutes[1]
        assert any(span.start <= moment < span.end for span in found) == is_shown
