"""A mentor who is late, or whose session takes longer: her next mentee hears how late, once, and nothing else."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core import mail

from calendar_sync.booking.cancelling import cancel
from calendar_sync.models import Policy, Session
from calendar_sync.sessions.holding import be_late, end, run_over, start
from calendar_sync.sessions.holding_up import tell_held_up
from calendar_sync.sessions.reminding import choose
from rooms.vault import erase
from tests.builders.booking import booked, last_told
from tests.builders.chat import member_of
from tests.builders.people import browser_of, person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import utc
from tests.builders.traces import history, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

SECRET = "the-word-that-must-not-leak"


@pytest.fixture
def omar():
    return person("omar")


@pytest.fixture
def next_room(mia, omar):
    return mentorship_room(mia, omar)


@pytest.fixture
def first(room, noah, clock):
    """Noah's at ten; it is five to."""
    row = booked(room, noah, title=SECRET)
    clock.move_to(utc("2026-01-06T09:55"))
    return row


@pytest.fixture
def following(next_room, omar, first, clock):
    """Omar's right after it."""
    clock.move_to(utc("2026-01-05T08:00"))
    row = booked(next_room, omar, "2026-01-06T11:00")
    clock.move_to(utc("2026-01-06T09:55"))
    mail.outbox.clear()
    return row


def late(session, mentor, minutes):
    be_late(member_of(session.room, mentor), session.pk, minutes)
    return tell_held_up()


def test_next_mentee_hears_how_late_it_may_begin_in_the_room_and_by_mail_once(mia, omar, first, following):
    assert [late(first, mia, 10), tell_held_up(), late(first, mia, 10)] == [1, 0, 0]

    told = last_told(following.room)
    assert (told["kind"], told["sessions"][0]["held_up"], told["sessions"][0]["late"]) == ("session.delayed", 10, {})
    assert [(each.to, each.subject) for each in mail.outbox] == [([omar.email], "When a session begins")]
    assert "may begin 10 minutes late" in mail.outbox[0].body


def test_nothing_is_said_of_whom_she_is_with(mia, noah, first, following):
    late(first, mia, 10)

    leaks = json.dumps(last_told(following.room)) + mail.outbox[0].body + mail.outbox[0].subject
    assert [each in leaks for each in ("Noah", "Mia", SECRET, str(noah.pk), str(first.room_id), str(first.pk))] == [
        False
    ] * 6
    assert history(following.room)[-1][2] not in {"Mia", "Noah"}


def test_taken_back_it_begins_in_time_after_all(mia, first, following):
    late(first, mia, 10)

    assert late(first, mia, 0) == 1

    assert (last_told(following.room)["sessions"][0]["held_up"], "in time after all" in mail.outbox[-1].body) == (
        0,
        True,
    )


def test_session_that_takes_longer_holds_up_the_next_and_its_end_lets_go(mia, noah, first, following, clock):
    start(member_of(first.room, noah), first.pk)
    clock.move_to(utc("2026-01-06T10:50"))
    run_over(member_of(first.room, mia), first.pk, 15)
    assert (tell_held_up(), Session.objects.get(pk=following.pk).held_up) == (1, 15)

    clock.move_to(utc("2026-01-06T10:59"))
    end(member_of(first.room, mia), first.pk, [mia.pk, noah.pk])

    assert (tell_held_up(), Session.objects.get(pk=following.pk).held_up) == (1, 0)


def test_gap_is_hers_and_a_pause_that_is_long_enough_takes_the_delay_up(mia, first, following):
    Session.objects.filter(pk=following.pk).update(starts_at=utc("2026-01-06T11:20"), ends_at=utc("2026-01-06T12:00"))
    assert late(first, mia, 15) == 0

    Policy.objects.update(gap_after=10)

    assert (tell_held_up(), Session.objects.get(pk=following.pk).held_up) == (1, 5)


def test_late_mentee_or_another_day_or_a_cancelled_session_holds_up_nobody(room, mia, noah, first, following):
    assert late(first, noah, 30) == 0
    cancel(member_of(following.room, mia), following.pk, version=1)

    assert late(first, mia, 30) == 0


def test_session_that_has_begun_is_told_no_more(mia, omar, first, following, clock):
    late(first, mia, 10)
    clock.move_to(utc("2026-01-06T10:50"))
    start(member_of(following.room, omar), following.pk)

    assert late(first, mia, 30) == 0


def test_mail_is_each_persons_choice(mia, omar, first, following):
    choose(omar, None, delays=False)

    late(first, mia, 10)

    assert (mail.outbox, last_told(following.room)["kind"]) == ([], "session.delayed")


def test_choice_is_made_on_the_page_of_sessions(omar):
    browser = browser_of(omar)
    assert "checked" in browser.get("/sessions/").text

    browser.post("/sessions/reminding/", {"minutes_before": "30"})

    assert "checked" not in browser.get("/sessions/").text


def test_erased_room_hears_nothing_and_stops_nobody(mia, first, following):
    erase(following.room)

    assert (late(first, mia, 10), len(history(following.room))) == (1, 1)


# Saying it


@pytest.mark.parametrize(("minutes", "code"), [(61, "bad_shape"), (-1, "bad_shape"), (10, "conflict")])
def test_what_has_not_begun_takes_no_longer(room, mia, first, minutes, code):
    assert refused(room, lambda: run_over(member_of(room, mia), first.pk, minutes)) == code


def test_longer_session_is_said_once_until_it_is_over(room, mia, first, clock):
    start(member_of(room, mia), first.pk)
    for _ in range(2):
        run_over(member_of(room, mia), first.pk, 10)

    assert (len(history(room)), last_told(room)["sessions"][0]["over"]) == (3, 10)
    clock.shift(timedelta(hours=3, minutes=6))
    assert refused(room, lambda: run_over(member_of(room, mia), first.pk, 15)) == "conflict"


def test_it_is_said_and_seen_on_the_pages(mia, omar, first, following):
    hers = browser_of(mia)
    hers.post(f"/sessions/{first.pk}/start/")
    page = hers.post(f"/sessions/{first.pk}/over/", {"minutes": 15}, follow=True).text
    tell_held_up()

    theirs = browser_of(omar).get(f"/sessions/{following.pk}/").text

    assert ("Takes 15 minutes longer" in page, "May begin 15 minutes late" in theirs, "Takes 15" in theirs) == (
        True,
        True,
        False,
    )
    assert browser_of(omar).post(f"/sessions/{first.pk}/over/", {"minutes": 5}).status_code == 404
