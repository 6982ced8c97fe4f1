"""Which times can be booked: windows, terms, what stands in the way, limits."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_sync.availability.faults import SENTENCES, Fault
from calendar_sync.availability.slots import Diary, Rules, Taken, fault_of, free
from calendar_sync.clocks.wall_clock import Span
from tests.builders.sessions import NOW, hours, rules, utc

if TYPE_CHECKING:
    from datetime import datetime

HOUR = timedelta(hours=1)
NO_WINDOWS = ((),) * 7


def taken(start: str, *mentees: str, minutes: int = 60) -> Taken:
    return Taken(utc(start), utc(start) + timedelta(minutes=minutes), frozenset(mentees))


def starts(given_rules: Rules, day: str, **diary: object) -> list[str]:
    """The free starts of a UTC day, as hours and minutes."""
    span = Span(utc(day), utc(day) + timedelta(days=1))
    return [f"{at:%H:%M}" for at in free(Diary(given_rules, NOW, **diary), span, 60)]


def fault(given_rules: Rules, start: str, **diary: object) -> Fault | None:
    return fault_of(Diary(given_rules, NOW, **diary), utc(start), 60)


def test_windows_are_cut_into_steps_that_leave_room_for_the_session() -> None:
    assert starts(rules(week=(hours((9, 11), (13.5, 15)),) * 7, step=30), "2026-01-06") == [
        "09:00", "09:30", "10:00", "13:30", "14:00",
    ]  # fmt: skip


def test_windows_stand_on_the_mentors_clock() -> None:
    assert starts(rules("Asia/Kolkata", week=(hours((9, 11)),) * 7), "2026-01-06") == ["03:30", "04:30"]
    assert starts(rules("America/New_York", week=(hours((9, 11)),) * 7), "2026-01-06") == ["14:00", "15:00"]


def test_windows_that_touch_at_midnight_are_one() -> None:
    late = rules(week=(hours((0, 1), (23, 24)),) * 7, step=30)

    assert starts(late, "2026-01-06") == ["00:00", "23:00", "23:30"]


def test_a_skipped_hour_offers_nothing() -> None:
    early = rules("Europe/Berlin", week=(hours((1, 5)),) * 7)

    assert starts(early, "2026-03-29") == ["00:00", "01:00", "02:00", "23:00"]
    assert fault(early, "2026-03-29T03:00") == Fault.OUTSIDE


def test_an_hour_that_comes_twice_begins_once() -> None:
    early = rules("Europe/Berlin", week=(hours((1, 5)),) * 7)

    assert starts(early, "2026-10-25") == ["00:00", "02:00", "03:00"]
    assert starts(early, "2026-10-24")[-1] == "23:00"
    assert fault(early, "2026-10-25T01:00") == Fault.STEP


def test_an_override_replaces_its_day() -> None:
    away = rules(overrides=((date(2026, 1, 6), ()), (date(2026, 1, 7), hours((20, 22)))))

    assert starts(away, "2026-01-06") == []
    assert starts(away, "2026-01-07") == ["20:00", "21:00"]
    assert fault(away, "2026-01-07T09:00") == Fault.OUTSIDE


@pytest.mark.parametrize(
    ("changed", "start", "expected"),
    [
        ({}, "2026-01-06T09:00", None),
        ({"is_open": False}, "2026-01-06T09:00", Fault.CLOSED),
        ({"durations": (30,)}, "2026-01-06T09:00", Fault.DURATION),
        ({}, "2026-01-04T09:00", Fault.PAST),
        ({"notice": 24 * 60}, "2026-01-05T10:00", Fault.NOTICE),
        ({"notice": 24 * 60}, "2026-01-06T08:00", Fault.OUTSIDE),
        ({"horizon_days": 7}, "2026-01-13T09:00", Fault.HORIZON),
        ({}, "2026-01-06T16:30", Fault.OUTSIDE),
        ({}, "2026-01-06T09:30", Fault.STEP),
        ({}, "2026-01-06T09:00:07", Fault.STEP),
    ],
)
def test_each_term_has_its_fault(changed: dict[str, object], start: str, expected: Fault | None) -> None:
    assert fault(rules(**changed), start) == expected


def test_what_is_busy_may_touch_and_not_overlap() -> None:
    busy = [Span(utc("2026-01-06T10:00"), utc("2026-01-06T11:30"))]

    assert starts(rules(), "2026-01-06", busy=busy) == ["09:00", "12:00", "13:00", "14:00", "15:00", "16:00"]


@pytest.mark.parametrize("gaps", [{"gap_before": 30}, {"gap_after": 30}, {"gap_before": 30, "gap_after": 10}])
def test_the_larger_gap_stays_free_on_both_sides_of_her_session(gaps: dict[str, int]) -> None:
    held = [taken("2026-01-06T12:00")]

    offered = starts(rules(week=(hours((9, 16)),) * 7, step=30, **gaps), "2026-01-06", taken=held)

    assert offered == ["09:00", "09:30", "10:00", "10:30", "13:30", "14:00", "14:30", "15:00"]


def test_limits_count_by_the_mentors_days_and_weeks() -> None:
    auckland = rules("Pacific/Auckland", most_per_day=1, most_per_week=2)
    tuesday, wednesday = taken("2026-01-05T22:00"), taken("2026-01-06T22:00")

    assert fault(auckland, "2026-01-05T20:00", taken=[tuesday]) == Fault.DAY_LIMIT
    assert fault(auckland, "2026-01-06T20:00", taken=[tuesday]) is None
    assert fault(auckland, "2026-01-07T20:00", taken=[tuesday, wednesday]) == Fault.WEEK_LIMIT
    assert fault(auckland, "2026-01-11T20:00", taken=[tuesday, wednesday]) is None


def test_the_limit_per_pair_counts_the_asking_mentee() -> None:
    held = [taken("2026-01-06T09:00", "noah"), taken("2026-01-06T12:00", "omar")]
    strict = rules(most_per_pair=1)

    assert fault(strict, "2026-01-08T09:00", taken=held, mentees=frozenset({"noah"})) == Fault.PAIR_LIMIT
    assert fault(strict, "2026-01-08T09:00", taken=held, mentees=frozenset({"zoe"})) is None
    assert fault(strict, "2026-01-12T09:00", taken=held, mentees=frozenset({"noah"})) is None


def test_a_walk_of_centuries_ends_at_the_horizon() -> None:
    offered = [*free(Diary(rules(horizon_days=1), NOW), Span(utc("1900-01-01"), utc("2900-01-01")), 60)]

    assert offered[0] == utc("2026-01-05T09:00")
    assert offered[-1] == utc("2026-01-05T16:00")


def test_every_fault_has_a_sentence() -> None:
    assert SENTENCES.keys() == set(Fault)


# Random rules and diaries

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Nuuk",
    "Asia/Kolkata",
    "Africa/Casablanca",
]
CHANGES = [utc(day) for day in ("2026-03-28", "2026-10-24", "2026-03-07", "2026-10-31", "2026-04-04", "2026-10-03")]
windows = st.lists(st.tuples(st.integers(0, 47), st.integers(1, 16)), max_size=3).map(
    lambda found: tuple(sorted((start * 30, min(start * 30 + length * 30, 1440)) for start, length in found))
)
some_rules = st.builds(
    Rules,
    tzid=st.sampled_from(ZONES),
    week=st.tuples(*[windows] * 7),
    durations=st.just((30, 60, 90)),
    step=st.sampled_from([15, 30, 45, 60]),
    gap_before=st.sampled_from([0, 10]),
    gap_after=st.sampled_from([0, 30]),
    notice=st.sampled_from([0, 600]),
    most_per_day=st.sampled_from([1, 10_000]),
)
spans_after = st.lists(st.tuples(st.integers(0, 280), st.integers(1, 20)), max_size=4)


@settings(max_examples=30)
@given(
    rules=some_rules,
    start=st.sampled_from(CHANGES),
    busy=spans_after,
    held=spans_after,
    minutes=st.sampled_from([30, 60, 90]),
)
def test_free_times_are_those_without_a_fault(rules, start, busy, held, minutes) -> None:
    blocks, sessions = [span_at(start, *each) for each in busy], [Taken(*span_at(start, *each)) for each in held]
    diary = Diary(rules, start, blocks, sessions)

    offered = set(free(diary, Span(start, start + timedelta(days=2)), minutes))

    quarters = (start + timedelta(minutes=15 * each) for each in range(2 * 24 * 4))
    assert offered == {at for at in quarters if fault_of(diary, at, minutes) is None}
    for at in offered:
        assert_is_free(rules, Span(at, at + timedelta(minutes=minutes)), blocks, sessions)


def span_at(start: datetime, offset: int, length: int) -> Span:
    begin = start + timedelta(minutes=10 * offset)
    return Span(begin, begin + timedelta(minutes=10 * length))


def assert_is_free(rules: Rules, span: Span, busy: list[Span], held: list[Taken]) -> None:
    """Asked of the clock itself, minute by minute, and of each thing in the way."""
    moment = span.start
    while moment < span.end:
        shown = moment.astimezone(ZoneInfo(rules.tzid))
        minute = shown.hour * 60 + shown.minute
        assert any(starts <= minute < ends for starts, ends in rules.week[shown.weekday()])
        moment += timedelta(minutes=5)
    assert not [each for each in busy if each.start < span.end and span.start < each.end]
    assert not [each for each in held if each.start < span.end + rules.gap and span.start - rules.gap < each.end]
