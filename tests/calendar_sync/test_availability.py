"""Rules and diaries read from rows."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from calendar_sync.availability.rules import busy_of, diary_of, rules_of, taken_by
from calendar_sync.availability.slots import NO_LIMIT, Rules, Taken, fault_of
from calendar_sync.clocks.wall_clock import Span
from calendar_sync.models import Session
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NINE_TO_FIVE, NOW, policy, session, utc

pytestmark = pytest.mark.django_db
WEEK = Span(utc("2026-01-05"), utc("2026-01-12"))


def test_rules_hold_what_the_rows_say() -> None:
    row = policy(person("mia"), tzid="Europe/Berlin", gap_after=15, most_per_week=4)
    row.windows.create(weekday=6, starts=0, ends=60)
    row.overrides.create(day=date(2026, 1, 6), windows=[[600, 660]])

    assert rules_of(row) == Rules(
        tzid="Europe/Berlin",
        week=((NINE_TO_FIVE,),) * 6 + (((0, 60), NINE_TO_FIVE),),
        overrides=((date(2026, 1, 6), ((600, 660),)),),
        gap_after=15,
        horizon_days=56,
        most_per_day=NO_LIMIT,
        most_per_week=4,
    )


def test_her_live_sessions_are_taken_and_the_others_keep_busy() -> None:
    mia, noah, omar = person("mia"), person("noah"), person("omar")
    own = session(mentorship_room(mia, noah), mia, noah, utc("2026-01-06T10:00"))
    session(mentorship_room(mia, omar), mia, omar, utc("2026-01-06T12:00"), status=Session.Status.CANCELLED)
    session(mentorship_room(omar, noah), omar, noah, utc("2026-01-07T10:00"))
    row = policy(mia)

    assert taken_by(row, WEEK) == [Taken(own.starts_at, own.ends_at, frozenset({noah.pk}))]
    assert busy_of(row, [noah.pk], WEEK) == [Span(utc("2026-01-07T10:00"), utc("2026-01-07T11:00"))]
    assert busy_of(row, [person("zoe").pk], WEEK) == []


def test_a_session_that_is_to_be_moved_does_not_stand_in_its_own_way() -> None:
    mia, noah = person("mia"), person("noah")
    own = session(mentorship_room(mia, noah), mia, noah, utc("2026-01-06T10:00"))

    diary = diary_of(policy(mia), [noah.pk], WEEK, now=NOW, but=[own.pk])

    assert fault_of(diary, own.starts_at + timedelta(minutes=30), 60) is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_diary_costs_five_queries(count: int, django_assert_num_queries) -> None:
    mia, noah = person("mia"), person("noah")
    room, row = mentorship_room(mia, noah), policy(mia)
    for day in range(count):
        session(room, mia, noah, utc("2026-01-06T10:00") + timedelta(days=day))

    with django_assert_num_queries(5):
        diary_of(row, [noah.pk], WEEK, now=NOW)
