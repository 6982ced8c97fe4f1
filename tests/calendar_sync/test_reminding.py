"""Reminders of sessions: to whom, when, once, and never with a word of what it is about."""

from __future__ import annotations

import pytest
from django.core import mail

from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.models import Reminding
from calendar_sync.sessions.coming import say
from calendar_sync.sessions.reminding import choice_of, choose, remind_due
from rooms import pausing
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.closing import closed
from tests.builders.people import browser_of, person
from tests.builders.rooms import membership
from tests.builders.sessions import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

SECRET = "the-word-that-must-not-leak"


@pytest.fixture
def session(room, noah):
    """On Thursday; it is Monday."""
    row = booked(room, noah, "2026-01-08T10:00", title=SECRET)
    mail.outbox.clear()
    return row


def reminded(clock, at):
    """Who is mailed then."""
    mail.outbox.clear()
    clock.move_to(utc(at))
    count = remind_due()
    assert count == len(mail.outbox)
    return sorted(each.to[0].partition("@")[0] for each in mail.outbox)


def test_everybody_is_reminded_a_day_before_and_once(session, clock):
    days = [reminded(clock, at) for at in ("2026-01-07T09:59", "2026-01-07T10:00", "2026-01-07T10:01")]

    assert days == [[], ["mia", "noah"], []]


def test_mail_says_when_by_the_readers_clock_and_nothing_else(room, noah, session, clock):
    noah.time_zone = "America/New_York"
    noah.save()

    reminded(clock, "2026-01-07T10:00")

    [text] = [each.body for each in mail.outbox if each.to == [noah.email]]
    assert "Thursday, 8 January, 05:00 (New York, UTC-05:00)" in text
    assert (f"/sessions/{session.pk}/" in text, SECRET in text, "Mia" in text) == (True, False, False)


def test_each_is_reminded_when_they_chose(mia, noah, session, clock):
    choose(mia, 30)
    choose(noah, None)

    assert [reminded(clock, at) for at in ("2026-01-07T10:00", "2026-01-08T09:30")] == [[], ["mia"]]


def test_what_was_booked_or_moved_lately_needs_no_reminder(room, noah, session, clock):
    clock.move_to(utc("2026-01-07T09:05"))
    move(member_of(room, noah), session.pk, Move(utc("2026-01-08T09:00")), version=1)

    assert reminded(clock, "2026-01-07T12:00") == []


def test_session_that_moved_is_reminded_of_anew(room, noah, session, clock):
    assert len(reminded(clock, "2026-01-07T10:00")) == 2
    move(member_of(room, noah), session.pk, Move(utc("2026-01-12T10:00")), version=1)

    assert len(reminded(clock, "2026-01-11T10:00")) == 2


def test_nobody_is_reminded_in_a_room_that_rests_or_is_closed(room, mia, noah, session, clock):
    pausing.pause(member_of(room, mia))
    assert reminded(clock, "2026-01-07T10:00") == []
    pausing.resume(member_of(room, mia))
    closed(room, mia, noah)

    assert reminded(clock, "2026-01-07T10:01") == []


def test_choice_is_made_on_the_page_of_sessions(noah, session):
    browser = browser_of(noah)
    assert choice_of(noah).minutes_before == 24 * 60

    sent = [{"minutes_before": "30", "in_room": "on"}, {"minutes_before": "0"}, {"minutes_before": "31"}]
    said = ["Kept." in browser.post("/sessions/reminding/", each, follow=True).text for each in sent]

    assert said == [True, True, False]
    assert list(Reminding.objects.values_list("person", "minutes_before", "in_room")) == [(noah.pk, None, False)]


# In the room


def hints(session, *people):
    return [browser_of(each).get(f"/sessions/{session.pk}/read/").json()["hinted"] for each in people]


def test_room_hints_at_the_begin_to_those_who_want_it(room, mia, noah, session):
    membership(room, omar := person("omar"), "observer")
    assert hints(session, mia, noah, omar) == [True, True, False]

    choose(noah, None, in_room=False)

    assert hints(session, mia, noah) == [True, False]


def test_room_hints_at_nothing_that_has_begun_or_is_not_to_be(room, mia, noah, session, clock):
    say(member_of(room, noah), session.pk, "DECLINED")
    assert hints(session, mia, noah) == [True, False]
    pausing.pause(member_of(room, mia))
    assert hints(session, mia) == [False]
    pausing.resume(member_of(room, mia))
    other = booked(room, mia, "2026-01-09T10:00")
    cancel(member_of(room, mia), other.pk, version=1)
    clock.move_to(utc("2026-01-08T10:00"))

    assert hints(session, mia) + hints(other, mia) == [False, False]
