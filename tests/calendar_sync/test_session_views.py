"""The pages of sessions and their doors, for members of the room alone."""

from __future__ import annotations

import uuid

import pytest
from django.core import mail
from django.core.cache import cache

from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.models import Policy, Session
from calendar_sync.sessions.wording import Words, words_of
from rooms.vault import erase, keyring
from tests.builders.booking import booked, series_of, standing
from tests.builders.chat import member_of
from tests.builders.closing import closed
from tests.builders.people import browser_of, person, queries_of
from tests.builders.rooms import membership, mentorship_room
from tests.builders.sessions import utc
from tests.builders.traces import history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

SECRET = "the-word-that-must-not-leak"
DOORS = ["approve/", "decline/", "move/", "cancel/", "words/"]
TO_TWO = {"version": 1, "at": "20260106T1400Z", "minutes": 60}


def address(session, door=""):
    return f"/sessions/{session.pk}/{door}"


@pytest.fixture
def noah(noah):
    noah.time_zone = "America/New_York"
    noah.save()
    return noah


@pytest.fixture
def mia_s(mia):
    return browser_of(mia)


@pytest.fixture
def noah_s(noah):
    return browser_of(noah)


def test_hours_are_counted_as_the_browser_asks_and_in_mail_to_twenty_four(room, mia, noah, mia_s):
    session, mine = booked(room, noah), {"accept-language": "en-US,en;q=0.9"}
    mail.outbox.clear()

    page = mia_s.post(address(session, "move/"), TO_TWO, follow=True, headers=mine)

    [body] = [each.body for each in mail.outbox if each.to == [mia.email]]
    assert ("2:00\N{NO-BREAK SPACE}PM" in page.text, "14:00" in page.text, "14:00 to 15:00" in body) == (
        True,
        False,
        True,
    )


# In the room


def test_members_read_in_the_room_what_is_written(room, noah, noah_s):
    session = booked(room, noah, words=Words(agenda=SECRET, link="https://meet.example/court"))

    assert noah_s.get(address(session, "read/")).json() == {
        "agenda": SECRET, "minutes": "", "link": "https://meet.example/court", "hinted": True,
    }  # fmt: skip


def test_nobody_else_reads_what_is_written(room, noah):
    session = booked(room, noah, words=Words(agenda=SECRET))

    answer = browser_of(person("zoe")).get(address(session, "read/"))

    assert (answer.status_code, SECRET in answer.text) == (404, False)


# Lists


def test_sessions_are_listed_by_the_readers_own_clock(room, noah, mia_s, noah_s):
    booked(room, noah, title=SECRET)

    pages = [browser.get("/sessions/").text for browser in (mia_s, noah_s)]

    assert [
        'Tuesday, 6 January 2026, <span class="hours">10:00\N{EN DASH}11:00' in pages[0],
        'Tuesday, 6 January 2026, <span class="hours">05:00\N{EN DASH}06:00' in pages[1],
    ] == [True] * 2
    assert [SECRET in each for each in pages] == [True, True]


def test_past_and_cancelled_sessions_are_not_among_those_to_come(room, noah, noah_s, clock):
    held, gone = booked(room, noah, title="Held"), booked(room, noah, "2026-01-07T10:00", title="Gone")
    cancel(member_of(room, noah), gone.pk, version=1)
    clock.move_to(utc("2026-01-06T12:00"))

    pages = [noah_s.get(page).text for page in ("/sessions/", "/sessions/past/")]

    assert [(address(held) in each, address(gone) in each) for each in pages] == [(False, False), (True, False)]
    assert "No session is planned" in pages[0]


def test_mentor_sees_what_waits_for_her(room, noah, mia_s, noah_s):
    Policy.objects.update(needs_approval=True)
    booked(room, noah)

    pages = [browser.get("/sessions/").text for browser in (mia_s, noah_s)]

    assert ["Waits for your answer" in pages[0], "Waits for the mentor" in pages[1]] == [True, True]


def test_month_has_its_sessions_on_the_readers_days(room, mia, noah, noah_s):
    booked(room, mia, "2026-01-07T02:00", title=SECRET)

    text = noah_s.get("/sessions/month/?month=2026-01").text

    day = text.index("Tuesday, 6 January")
    assert day < text.index(SECRET) < text.index("Wednesday, 7 January")
    assert ("?month=2025-12" in text, "?month=2026-02" in text) == (True, True)
    assert SECRET not in noah_s.get("/sessions/month/?month=2026-02").text


@pytest.mark.parametrize("said", ["", "x", "0001-01", "9999-12", "2026-13"])
def test_month_that_is_none_is_this_one(room, noah_s, said):
    assert "January 2026" in noah_s.get("/sessions/month/", {"month": said}).text


@pytest.mark.parametrize("page", ["", "past/", "month/"])
def test_lists_show_nothing_of_others(room, noah, page, clock):
    session = booked(room, noah, title=SECRET)
    clock.move_to(utc("2026-01-06T10:30"))

    answer = browser_of(person("zoe")).get(f"/sessions/{page}")

    assert (answer.status_code, SECRET in answer.text, str(session.pk) in answer.text) == (200, False, False)


@pytest.mark.parametrize("page", ["", "past/", "month/"])
def test_lists_ask_the_database_as_often_for_three_as_for_one(room, mia, noah, page, clock):
    noah_s = browser_of(noah)
    others = [mentorship_room(person(name), noah) for name in ("omar", "zoe")]
    booked(room, mia)
    clock.move_to(utc("2026-01-06T10:30"))
    noah_s.get(f"/sessions/{page}")
    one = queries_of(noah_s, f"/sessions/{page}")
    for no, each in enumerate(others):
        mentor = each.memberships.get(role="mentor").person
        clock.move_to(utc("2026-01-05T08:00"))
        booked(each, mentor, f"2026-01-06T1{no + 1}:00")
        clock.move_to(utc("2026-01-06T12:30"))

    noah_s.get(f"/sessions/{page}")
    assert queries_of(noah_s, f"/sessions/{page}") == one


# One session


def test_page_shows_the_time_on_everybodys_clock(room, mia, noah, mia_s):
    session = booked(room, mia, "2026-01-06T09:00", words=Words("Second chair", "**First** and <i>last</i>"))

    text = mia_s.get(address(session)).text

    assert [
        "09:00\N{EN DASH}10:00" in text,
        "04:00\N{EN DASH}05:00" in text,
        "at night" in text,
        "New York, UTC-05:00" in text,
    ] == [True] * 4
    assert ["Second chair" in text, "&lt;i&gt;last" in text, "<i>last" in text] == [True, True, False]


def test_series_is_shown_with_its_odd_hours(room, mia, noah, noah_s):
    Policy.objects.update(tzid="Europe/Berlin")
    session = booked(room, mia, "2026-03-03T16:00", weeks=3)

    text = noah_s.get(address(session)).text

    assert (
        "11:00\N{EN DASH}12:00" in text,
        "12:00\N{EN DASH}13:00" in text,
        "instead of 11:00 in New York" in text,
    ) == (True, True, True)


def test_mentor_agrees_on_the_page(room, noah, mia_s):
    Policy.objects.update(needs_approval=True)
    session = booked(room, noah)
    assert 'value="1"' in mia_s.get(address(session)).text

    answer = mia_s.post(address(session, "approve/"), {"version": 1}, follow=True)

    assert ("You agreed." in answer.text, standing(session)) == (True, [("01-06 10:00", "confirmed", 1)])


def test_mentor_declines_on_the_page(room, noah, mia_s):
    Policy.objects.update(needs_approval=True)
    session = booked(room, noah)

    answer = mia_s.post(address(session, "decline/"), {"version": 1}, follow=True)

    assert ("You declined." in answer.text, "Cancelled" in answer.text) == (True, True)


def test_series_is_moved_and_cancelled_from_here_on(room, noah, mia_s):
    second = series_of(booked(room, noah, weeks=3))[1]

    mia_s.post(address(second, "move/"), {**TO_TWO, "at": "20260114T1400Z", "scope": "following"})
    moved = Session.objects.get(pk=second.pk)
    mia_s.post(address(second, "cancel/"), {"version": moved.version, "scope": "all"})

    assert standing(*Session.objects.all()) == [
        ("01-06 10:00", "confirmed", 0),
        ("01-14 14:00", "cancelled", 1),
        ("01-21 14:00", "cancelled", 1),
    ]


def test_stale_form_is_shown_again_for_the_session_as_it_stands(room, mia, noah, noah_s):
    session = booked(room, noah)
    move(member_of(room, mia), session.pk, Move(utc("2026-01-06T15:00")), version=1)

    answer = noah_s.post(address(session, "cancel/"), {"version": 1})

    assert (answer.status_code, "changed meanwhile" in answer.text, "10:00\N{EN DASH}11:00" in answer.text) == (
        409,
        True,
        True,
    )
    assert noah_s.post(address(session, "cancel/"), {"version": 2}).status_code == 302


def test_words_written_meanwhile_stand_beside_ones_own(room, noah, mia_s, noah_s):
    session = booked(room, noah)
    mia_s.post(address(session, "words/"), {"version": 1, "agenda": "Hers"})

    answer = noah_s.post(address(session, "words/"), {"version": 1, "agenda": "His"})
    assert [answer.status_code, "<p>Hers</p>" in answer.text, "His</textarea>" in answer.text] == [409, True, True]
    noah_s.post(address(session, "words/"), {"version": 2, "agenda": "Both"})

    assert words_of(Session.objects.get(), keyring.for_room(room)) == Words(agenda="Both")


def test_minutes_are_written_once_it_has_begun(room, noah, noah_s, clock):
    session = booked(room, noah, words=Words(agenda="The ruling"))
    assert 'name="minutes" rows' not in noah_s.get(address(session)).text
    clock.move_to(utc("2026-01-06T10:01"))

    noah_s.post(address(session, "words/"), {"version": 1, "agenda": "The ruling", "minutes": SECRET})

    assert words_of(Session.objects.get(), keyring.for_room(room)) == Words(agenda="The ruling", minutes=SECRET)
    assert SECRET in noah_s.get(address(session)).text


@pytest.mark.parametrize(
    ("door", "data"),
    [("move/", {**TO_TWO, "at": "x"}), ("cancel/", {}), ("words/", {"version": 1, "link": "javascript:x"})],
)
def test_form_that_is_wrong_says_so(room, noah, noah_s, door, data):
    session = booked(room, noah)

    answer = noah_s.post(address(session, door), data)

    assert (answer.status_code, len(history(room))) == (422, 1)


# Who may not


@pytest.mark.parametrize("door", ["", *DOORS])
def test_doors_are_for_members_and_posts_are_never_links(room, mia, noah, door):
    session = booked(room, noah, title=SECRET)
    outsiders = [browser_of(each) for each in (person("zoe"), person("olga", is_operator=True))]

    answers = [getattr(each, "post" if door else "get")(address(session, door), TO_TWO) for each in outsiders]

    assert [(each.status_code, SECRET in each.text) for each in answers] == [(404, False)] * 2
    assert browser_of(mia).get(address(session, door)).status_code == (405 if door not in ("", "move/") else 200)
    assert browser_of(mia).get(f"/sessions/{uuid.uuid4()}/").status_code == 404


def test_observer_reads_and_decides_nothing(room, noah):
    membership(room, omar := person("omar"), "observer")
    session = booked(room, noah, title=SECRET)
    browser = browser_of(omar)

    answers = [browser.post(address(session, door), {**TO_TWO, "scope": "this"}).status_code for door in DOORS]

    assert (answers, len(history(room))) == ([403] * 5, 1)
    page = browser.get(address(session)).text
    assert (SECRET in page, "<textarea" in page) == (True, False)


def test_session_of_a_closed_room_can_be_read(room, mia, noah, noah_s, clock):
    session = booked(room, noah, words=Words(title=SECRET))
    clock.move_to(utc("2026-01-06T12:00"))
    closed(room, mia, noah)

    text = noah_s.get(address(session)).text

    assert (SECRET in text, "<textarea" in text) == (True, False)


def test_session_of_an_erased_room_has_no_words(room, noah, noah_s):
    session = booked(room, noah, title=SECRET)
    erase(room)

    pages = [noah_s.get(path) for path in (address(session), "/sessions/", "/sessions/month/?month=2026-01")]

    assert [(each.status_code, SECRET in each.text) for each in pages] == [(200, False)] * 3
    assert noah_s.post(address(session, "cancel/"), {"version": 1}).status_code == 404


def test_many_deeds_in_a_short_time_are_refused(room, noah, noah_s, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"sessions": "1/m/user"}
    cache.clear()
    session = booked(room, noah)

    answers = [noah_s.post(address(session, "words/"), {"version": no + 1, "title": f"No {no}"}) for no in range(2)]

    cache.clear()
    assert ([each.status_code for each in answers], "Wait some minutes" in answers[1].text) == ([302, 429], True)
