"""The sessions of one room with what came of them: for its members, in pages, in a closed room too."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calendar_sync.booking.cancelling import cancel
from calendar_sync.models import Session
from calendar_sync.sessions.editing import write
from calendar_sync.sessions.following_up import make_goal
from calendar_sync.sessions.history import SESSIONS_A_PAGE
from calendar_sync.sessions.holding import end, start
from calendar_sync.sessions.wording import Words
from rooms.vault import erase
from tests.builders.answers import words
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.closing import closed
from tests.builders.people import browser_of, person, queries_of
from tests.builders.rooms import group_room, membership, mentorship_room
from tests.builders.sessions import NOW, utc
from tests.builders.sessions import session as bare_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

SECRET = "the-word-that-must-not-leak"
MINUTES = f"We read the {SECRET} draft.\n\n- Send the letter\n- [ ] Ask the court"


def address(room, which=""):
    return f"/rooms/{room.pk}/sessions/{which}"


@pytest.fixture
def hold(room, mia, noah, clock):
    """One hour of which they were there for 52 minutes."""

    def held(day):
        session = booked(room, noah, f"2026-01-{day:02}T10:00")
        clock.move_to(utc(f"2026-01-{day:02}T10:00"))
        start(member_of(room, mia), session.pk)
        clock.shift(timedelta(minutes=52))
        end(member_of(room, mia), session.pk, [mia.pk])
        write(member_of(room, noah), session.pk, Words(title="Reading", minutes=MINUTES), version=1)
        return session

    return held


def test_past_session_tells_what_came_of_it(room, mia, noah, hold):
    session = hold(6)
    make_goal(member_of(room, noah), session.pk, "Ask the court")

    answer = browser_of(mia).get(address(room))

    assert (
        "Tuesday, 6 January 2026, 10:00\N{EN DASH}11:00 Reading · held for 52 minutes"
        " · Mia was there · Noah was not there"
        f" We read the {SECRET} draft. Send the letter Ask the court a goal"
    ) in words(answer)
    assert f"/rooms/{room.pk}/progress/" in answer.text


def test_goal_of_the_mentor_counts_and_a_declined_one_does_not(room, mia, noah, hold):
    session = hold(6)
    goal = make_goal(member_of(room, mia), session.pk, "Send the letter")
    assert "Send the letter a goal" in words(browser_of(noah).get(address(room)))

    room.pieces.filter(kind="goal").update(state="declined")

    assert (goal.kind, "a goal" in words(browser_of(noah).get(address(room)))) == ("goal.proposed", False)


def test_what_is_to_come_and_what_was_cancelled_stand_apart(room, mia, noah, clock):
    gone, ahead = booked(room, noah, "2026-01-06T10:00"), booked(room, noah, "2026-01-09T10:00")
    cancel(member_of(room, noah), gone.pk, version=1)
    clock.move_to(utc("2026-01-07T08:00"))

    past, coming = (words(browser_of(mia).get(address(room, which))) for which in ("", "ahead/"))

    assert ("6 January 2026" in past, "Cancelled" in past, "9 January 2026" in past) == (True, True, False)
    assert ("9 January 2026" in coming, ahead.status, "6 January 2026" in coming) == (True, "confirmed", False)


def test_closed_room_shows_it_and_offers_nothing(room, mia, noah, hold):
    hold(6)
    closed(room, mia, noah)

    answer = browser_of(noah).get(address(room))

    assert (SECRET in answer.text, "Plan a session" in words(answer)) == (True, False)


def test_erased_room_shows_when_and_nothing_else(room, mia, noah, hold):
    hold(6)
    erase(room)

    text = browser_of(noah).get(address(room)).text

    assert ("6 January 2026" in text, SECRET in text, "Send the letter" in text) == (True, False, False)


@pytest.mark.parametrize("which", ["", "ahead/"])
def test_others_see_nothing(room, mia, hold, client, which):
    session = hold(6)
    others = mentorship_room(mia, omar := person("omar"))

    answers = [browser_of(each).get(address(room, which)) for each in (person("zoe"), omar)]
    own = browser_of(omar).get(address(others, which))

    assert [(each.status_code, SECRET in each.text) for each in answers] == [(404, False)] * 2
    assert (own.status_code, str(session.pk) in own.text) == (200, False)
    assert client.get(address(room, which)).status_code == 302


def test_observer_reads_and_a_group_has_none(room, mia, noah, hold):
    hold(6)
    membership(room, omar := person("omar"), "observer")

    answer = browser_of(omar).get(address(room))

    assert (answer.status_code, "Plan a session" in words(answer)) == (200, False)
    assert browser_of(mia).get(address(group_room("Court writing", mia))).status_code == 404


def test_long_history_comes_in_pages_at_a_constant_cost(room, mia, noah, hold):
    noah_s, costs = browser_of(noah), []
    for day in (6, 7, 8):
        hold(day)
        noah_s.get(address(room))
        costs.append(queries_of(noah_s, address(room)))
    for no in range(SESSIONS_A_PAGE):
        bare_session(room, mia, noah, NOW - timedelta(days=no + 1))

    second = words(noah_s.get(address(room, "?page=2")))

    assert (costs[0] == costs[2], "Page 2 of 2" in second, Session.objects.count()) == (True, True, SESSIONS_A_PAGE + 3)
