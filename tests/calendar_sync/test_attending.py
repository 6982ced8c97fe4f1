"""Minutes in the room while a session is held: marked by presence, seen by those who take part, judged by people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from calendar_sync.models import Attendance
from calendar_sync.sessions import marks
from calendar_sync.sessions.attending import mark_present, meeting_rooms, seen_in
from calendar_sync.sessions.holding import end, start
from rooms.models import RoomEvent
from tests.builders.answers import words
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.people import browser_of, person
from tests.builders.rooms import membership
from tests.builders.sessions import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]


@pytest.fixture
def session(room, mia, noah, clock):
    """From ten to eleven, begun at ten."""
    row = booked(room, noah)
    clock.move_to(utc("2026-01-06T10:00"))
    return start(member_of(room, mia), row.pk)


@pytest.fixture
def watch(room, clock):
    """Look three times a minute, for so many minutes, who is here."""

    def watched(minutes, *people):
        for _look in range(minutes * 3):
            mark_present({str(room.pk): [str(each.pk) for each in people]})
            clock.shift(timedelta(seconds=20))

    return watched


def seen(session):
    """Minutes held, and how many of them each was there, by name."""
    session.refresh_from_db()
    rows = list(session.attendances.order_by("person__name"))
    found = seen_in(session, rows, timezone.now())
    return found and (found.held, [found.minutes[each.person_id] for each in rows])


@given(st.sets(st.integers(0, marks.MOST_MINUTES - 1)))
def test_marks_count_each_minute_once_in_any_order(minutes):
    kept = b""
    for each in [*minutes, *minutes]:
        kept = marks.marked(kept, each)

    assert {minute for minute in range(marks.MOST_MINUTES) if marks.has(kept, minute)} == minutes
    assert (marks.count(kept), marks.lasted([b"", kept])) == (len(minutes), max(minutes, default=-1) + 1)


def test_each_minute_in_the_room_counts_once(mia, noah, session, watch):
    watch(2, mia)
    watch(50, mia, noah)
    watch(8, mia)
    end(member_of(session.room, mia), session.pk, [mia.pk, noah.pk])

    assert seen(session) == (60, [60, 50])


def test_no_event_and_no_new_version_come_of_it(room, mia, session, watch):
    before = (RoomEvent.objects.count(), session.version)

    watch(2, mia)

    session.refresh_from_db()
    assert (RoomEvent.objects.count(), session.version) == before


def test_nobody_is_marked_who_takes_no_part_or_when_nothing_goes_on(mia, noah, session, watch):
    membership(session.room, omar := person("omar"), "observer")
    assert meeting_rooms() == {str(session.room_id)}
    watch(1, omar)
    end(member_of(session.room, mia), session.pk, [mia.pk])

    watch(1, mia, noah)

    assert meeting_rooms() == set()
    assert [bytes(each.present) for each in Attendance.objects.all()] == [b"", b""]


def test_session_that_nobody_ended_is_watched_for_two_hours(room, mia, session, clock):
    clock.move_to(utc("2026-01-06T12:59"))
    assert meeting_rooms() == {str(room.pk)}

    clock.move_to(utc("2026-01-06T13:00"))

    assert meeting_rooms() == set()


def test_ended_long_after_it_lasted_until_its_time_or_until_the_last_one_left(mia, noah, session, watch, clock):
    watch(40, mia)
    clock.move_to(utc("2026-01-07T10:00"))
    end(member_of(session.room, mia), session.pk, [mia.pk])
    assert seen(session) == (60, [40, 0])

    longer = marks.marked(bytes(session.attendances.get(person=noah).present), 75)
    session.attendances.filter(person=noah).update(present=longer)

    assert seen(session) == (76, [40, 1])


def test_look_at_a_minute_that_is_marked_writes_nothing(room, mia, session, django_assert_num_queries):
    here = {str(room.pk): [str(mia.pk)]}
    mark_present(here)

    with django_assert_num_queries(2):
        mark_present(here)


# On the page


def test_page_proposes_it_to_those_who_take_part_and_ticks_everybody(room, mia, noah, session, watch):
    watch(52, mia)
    watch(8)

    page = browser_of(noah).get(f"/sessions/{session.pk}/")

    assert "Mia, in the room for 52 of 60 minutes" in words(page)
    assert "Noah, in the room for 0 of 60 minutes" in words(page)
    assert page.text.count("checked") == 2


def test_people_say_who_was_there_whatever_was_seen(room, mia, noah, session, watch):
    watch(30, mia)

    browser_of(mia).post(f"/sessions/{session.pk}/end/", {"came": [str(mia.pk), str(noah.pk)]})

    shown = words(browser_of(noah).get(f"/sessions/{session.pk}/"))
    assert ("was there · in the room for 30 of 30 minutes" in shown, "was not there" in shown) == (True, False)


def test_observer_and_outsiders_see_no_minutes(room, mia, session, watch):
    membership(room, omar := person("omar"), "observer")
    watch(10, mia)

    answers = [browser_of(each).get(f"/sessions/{session.pk}/") for each in (omar, person("olga", is_operator=True))]

    assert [(each.status_code, "in the room for" in each.text) for each in answers] == [(200, False), (404, False)]


def test_nothing_is_proposed_where_nobody_was_seen(session, noah, clock):
    clock.shift(timedelta(minutes=30))

    assert "in the room for" not in browser_of(noah).get(f"/sessions/{session.pk}/").text
