"""Decisions of a session become goals."""

from __future__ import annotations

import pytest

from calendar_sync.sessions.following_up import decisions_in, make_goal
from calendar_sync.sessions.wording import Words
from tests.builders.board import board
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.people import browser_of, person
from tests.builders.rooms import membership
from tests.builders.sessions import utc
from tests.builders.traces import history, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

SECRET = "the-word-that-must-not-leak"
MINUTES = f"We talked long.\n\n- Sit in on a hearing\n* [ ] {SECRET}\n- Sit in on a hearing\n-no item"


def goals(room):
    return [(each["title"], each["state"]) for each in board(room).values() if each["kind"] == "goal"]


@pytest.fixture
def session(room, mia, clock):
    """It has begun."""
    row = booked(room, mia, words=Words(minutes=MINUTES))
    clock.move_to(utc("2026-01-06T10:30"))
    return row


def test_items_of_lists_are_decisions_each_once():
    assert decisions_in(MINUTES) == ["Sit in on a hearing", SECRET]
    assert decisions_in("- " + "x" * 300) == ["x" * 200]
    assert decisions_in("") == []


def test_decision_becomes_the_mentees_goal_once(room, noah, session):
    for _ in range(2):
        make_goal(member_of(room, noah), session.pk, " Sit in  on a hearing ")

    assert goals(room) == [("Sit in on a hearing", "active")]
    [goal] = [each for each in board(room).values() if each["kind"] == "goal"]
    assert goal["why"] == "Agreed on in the session of Tuesday, 6 January."


def test_mentors_goal_waits_for_the_mentee(room, mia, session):
    make_goal(member_of(room, mia), session.pk, SECRET)

    assert (goals(room), history(room)[-1][1]) == ([(SECRET, "proposed")], "goal.proposed")


@pytest.mark.parametrize("title", ["", " ", "x" * 201])
def test_goal_needs_a_short_title(room, noah, session, title):
    assert refused(room, lambda: make_goal(member_of(room, noah), session.pk, title)) == "bad_shape"


def test_observers_make_no_goals(room, session):
    membership(room, omar := person("omar"), "observer")

    assert refused(room, make_goal, member_of(room, omar), session.pk, SECRET) == "forbidden"


def test_decisions_stand_on_the_page_with_a_door_to_the_board(room, noah, session):
    browser = browser_of(noah)
    assert f'name="title" value="{SECRET}"' in browser.get(f"/sessions/{session.pk}/").text

    answer = browser.post(f"/sessions/{session.pk}/goal/", {"title": SECRET}, follow=True)

    assert ("It stands on the board." in answer.text, goals(room)) == (True, [(SECRET, "active")])


def test_door_to_the_board_is_for_members(session):
    answer = browser_of(person("zoe")).post(f"/sessions/{session.pk}/goal/", {"title": SECRET})

    assert (answer.status_code, SECRET in answer.text) == (404, False)
