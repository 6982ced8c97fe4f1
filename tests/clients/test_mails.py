"""libicalss takes every mail that we send as it was meant, in the order in which they are sent."""

from __future__ import annotations

from email.message import EmailMessage

import pytest
import time_machine

from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.invitations.arrivals import receive
from calendar_sync.models import Attendance, Proposal
from tests.builders import libical
from tests.builders.booking import booked, series_of
from tests.builders.chat import member_of
from tests.builders.invitations import mails_to
from tests.builders.mail import BACKEND
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NOW, policy, utc

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(libical.find("icalss") is None, reason="libical (Debian: libical3)"),
]


@pytest.fixture
def pair(db, settings):
    settings.EMAIL_BACKEND = BACKEND
    mia, noah = person("mia"), person("noah")
    policy(mia, durations=[60], step=30)
    with time_machine.travel(NOW, tick=False):
        yield mentorship_room(mia, noah), mia, noah


def kinds(reader):
    """What each mail does to a calendar that took all before it."""
    calendars = [sent.calendar for sent in mails_to(reader)]
    known = [None, *calendars]
    assert all(libical.is_allowed(each) for each in calendars)
    return [libical.classified(new, old, reader.email) for new, old in zip(calendars, known, strict=False)]


@pytest.mark.parametrize("reader", [1, 2])
def test_session_is_new_then_moved_then_cancelled(pair, reader):
    room, _mia, noah = pair
    session = booked(room, noah)
    move(member_of(room, noah), session.pk, Move(utc("2026-01-07T10:00")), version=1)
    cancel(member_of(room, noah), session.pk, version=2)

    assert kinds(pair[reader]) == ["REQUEST-NEW", "REQUEST-RESCHEDULE", "CANCEL-EVENT"]


def test_series_is_new_and_an_occurrence_is_cancelled(pair):
    room, mia, noah = pair
    second = series_of(booked(room, noah, weeks=3))[1]
    cancel(member_of(room, noah), second.pk, version=1)

    assert kinds(mia) == ["REQUEST-NEW", "CANCEL-EVENT"]


def sent_back(reply, sent):
    """By the mail program of whoever answers, to the organizer of the invitation."""
    message = EmailMessage()
    message["To"] = str(sent.events[0]["ORGANIZER"]).removeprefix("mailto:")
    message.set_content("An answer.")
    method = "COUNTER" if b"METHOD:COUNTER" in reply else "REPLY"
    message.add_alternative(reply.decode(), subtype="calendar", params={"method": method})
    return receive(message.as_bytes())


def test_answer_that_libical_makes_is_understood(pair):
    room, mia, noah = pair
    booked(room, mia)
    [sent] = mails_to(noah)

    assert sent_back(libical.accepted(sent.calendar, noah.email), sent) == 1

    assert Attendance.objects.get(person=noah).answer == "ACCEPTED"


def test_other_time_that_libical_proposes_is_understood(pair):
    room, mia, noah = pair
    booked(room, mia)
    [sent] = mails_to(noah)
    later = sent.calendar.replace(b"20260106T1", b"20260108T1")
    times = b"DTSTART:20260108T100000Z\r\nDTEND:20260108T110000Z\r\nEND:VEVENT"

    # libical leaves out the times, which a program adds from the proposal.
    proposal = libical.countered(sent.calendar, later, noah.email).replace(b"END:VEVENT", times)

    assert sent_back(proposal, sent) == 1
    assert Proposal.objects.get().starts_at == utc("2026-01-08T10:00")
