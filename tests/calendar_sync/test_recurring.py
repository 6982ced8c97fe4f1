"""When sessions repeat: through clock changes, in months with and without a fifth week, and as an RRULE."""

from __future__ import annotations

from datetime import UTC, datetime

import icalendar
import pytest
import recurring_ical_events
from hypothesis import given
from hypothesis import strategies as st

from calendar_sync.clocks.recurring import Frequency, Repeat, instant_of, local_of, occurrences, rrule, shifts, step

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
# A wall clock has no zone of its own.
wall = datetime.fromisoformat
AT_FIVE = wall("2026-10-13T17:00")
REPEATS = st.builds(Repeat, st.sampled_from(Frequency), st.integers(1, 52))
STARTS = st.datetimes(wall("2024-01-01"), wall("2030-01-01")).map(lambda at: at.replace(second=0, microsecond=0))


def days(*starts):
    return [f"{each:%m-%d %H:%M}" for each in starts]


def test_every_week_keeps_the_hour_of_its_zone_through_a_clock_change():
    locals_ = occurrences(AT_FIVE, Repeat(Frequency.WEEKLY, 4))

    assert days(*locals_) == ["10-13 17:00", "10-20 17:00", "10-27 17:00", "11-03 17:00"]
    assert [instant_of(each, BERLIN).hour for each in locals_] == [15, 15, 16, 16]


def test_every_two_weeks():
    locals_ = occurrences(AT_FIVE, Repeat(Frequency.FORTNIGHTLY, 3))

    assert days(*locals_) == ["10-13 17:00", "10-27 17:00", "11-10 17:00"]


@pytest.mark.parametrize(
    ("first", "following", "rule"),
    [
        ("2026-10-13", ["11-10", "12-08"], "FREQ=MONTHLY;BYDAY=2TU;COUNT=3"),
        ("2026-12-31", ["01-28", "02-25"], "FREQ=MONTHLY;BYDAY=-1TH;COUNT=3"),
        ("2026-10-22", ["11-26", "12-24"], "FREQ=MONTHLY;BYDAY=4TH;COUNT=3"),
    ],
)
def test_every_month_is_the_same_weekday_and_a_fifth_one_the_last(first, following, rule):
    start, repeat = wall(first), Repeat(Frequency.MONTHLY, 3)

    assert [f"{each:%m-%d}" for each in occurrences(start, repeat)[1:]] == following
    assert rrule(start, repeat) == rule


def test_hour_that_is_skipped_counts_with_the_offset_before_and_a_doubled_one_is_the_first():
    assert instant_of(wall("2027-03-28T02:30"), BERLIN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    assert instant_of(wall("2026-10-25T02:30"), BERLIN) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_clocks_that_change_on_different_days_shift_some_sessions_for_one_side():
    starts = [instant_of(each, BERLIN) for each in occurrences(AT_FIVE, Repeat(Frequency.WEEKLY, 5))]

    found = shifts(starts, NEW_YORK)

    assert [(*days(each.local, each.usual), each.minutes) for each in found] == [("10-27 12:00", "10-27 11:00", 60)]
    assert (shifts(starts, BERLIN), shifts([], BERLIN)) == ([], [])


def test_shift_over_midnight_is_one_of_an_hour():
    starts = [datetime(2026, 10, 20, 22, 30, tzinfo=UTC), datetime(2026, 10, 27, 22, 30, tzinfo=UTC)]

    [found] = shifts(starts, BERLIN)

    assert (days(found.local, found.usual), found.minutes) == (["10-27 23:30", "10-28 00:30"], -60)


@given(STARTS, REPEATS)
def test_our_occurrences_are_those_of_another_reader_of_the_rule(first, repeat):
    event = icalendar.Event.new(uid="one", start=first, end=first)
    event.add("rrule", icalendar.vRecur.from_ical(rrule(first, repeat)))
    calendar = icalendar.Calendar.new(subcomponents=[event])

    found = [each.start for each in recurring_ical_events.of(calendar).all()]

    assert found == occurrences(first, repeat)


@given(STARTS, REPEATS, st.sampled_from([BERLIN, NEW_YORK, "Australia/Lord_Howe"]))
def test_steps_back_lead_to_the_first_and_clocks_to_the_moment(first, repeat, zone):
    ours = occurrences(first, repeat)

    if (first.day - 1) // 7 < 4:
        assert [step(ours[-1], repeat.frequency, -number) for number in range(repeat.count)] == ours[::-1]
    assert all(instant_of(local_of(at, zone), zone) == at for at in (instant_of(each, zone) for each in ours))
