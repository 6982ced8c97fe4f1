"""libicalss takes every mail that we send as it was meant, in the order in which they are sent."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
import time_machine
from icalendar import Calendar

from calendar_sync.availability.publishing import Terms, publish
from calendar_sync.booking.answering import approve
from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.booking.scope import Scope
from calendar_sync.clocks.tz_audit import outdated, reissue
from calendar_sync.invitations.arrivals import receive
from calendar_sync.invitations.ripples import change_place
from calendar_sync.models import Attendance, Claim, Policy, Proposal, Session
from calendar_sync.sessions.editing import write
from calendar_sync.sessions.wording import Words
from rooms.log import Cause
from rooms.members import close_room
from tests.builders import libical
from tests.builders.booking import booked, series_of
from tests.builders.chat import member_of
from tests.builders.invitations import mails_to
from tests.builders.mail import BACKEND
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NOW, policy, utc

HOUR = timedelta(hours=1)
MOVED = "REQUEST-RESCHEDULE"

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
    """What each mail does to a calendar that took all before it; one in words alone does nothing."""
    known, found = {}, []
    for new in [sent.calendar for sent in mails_to(reader) if sent.calendar]:
        assert libical.is_allowed(new), new.decode()
        [uid] = {str(each["UID"]) for each in Calendar.from_ical(new.decode()).events}
        found.append(libical.classified(new, known.get(uid), reader.email))
        known[uid] = new
    return found


@pytest.mark.parametrize("reader", [1, 2])
def test_session_is_new_then_moved_then_cancelled(pair, reader):
    room, _mia, noah = pair
    session = booked(room, noah)
    move(member_of(room, noah), session.pk, Move(utc("2026-01-07T10:00")), version=1)
    cancel(member_of(room, noah), session.pk, version=2)

    assert kinds(pair[reader]) == ["REQUEST-NEW", MOVED, "CANCEL-EVENT"]


def test_series_is_new_and_an_occurrence_is_cancelled(pair):
    room, mia, noah = pair
    second = series_of(booked(room, noah, weeks=3))[1]
    cancel(member_of(room, noah), second.pk, version=1)

    assert kinds(mia) == ["REQUEST-NEW", "CANCEL-EVENT"]


def change(session, who, verb, *arguments, **more):
    session.refresh_from_db()
    return verb(member_of(session.room, who), session.pk, *arguments, version=session.version, **more)


def rewrite(session, who, **words):
    session.refresh_from_db()
    return write(member_of(session.room, who), session.pk, Words(**words), version=session.words_version)


def at_ten(day, scope):
    return Move(utc(f"2026-01-{day:02}T10:00"), scope=scope)


# To libical a rule that ends sooner, and one occurrence beside the rule that it is an exception of, are other times.
@pytest.mark.parametrize(
    ("deed", "asked"),
    [
        (lambda rows, who: change(rows[0], who, move, at_ten(7, Scope.ALL)), [MOVED]),
        (lambda rows, who: change(rows[1], who, move, at_ten(14, Scope.THIS)), [MOVED]),
        (
            lambda rows, who: change(rows[1], who, move, at_ten(14, Scope.FOLLOWING)),
            ["REQUEST-NEW", MOVED],
        ),
        (lambda rows, who: change(rows[0], who, cancel, scope=Scope.ALL), ["CANCEL-EVENT"]),
        (lambda rows, who: change(rows[1], who, cancel, scope=Scope.FOLLOWING), [MOVED]),
        (lambda rows, who: rewrite(rows[1], who, link="https://meet.court.example/1"), [MOVED]),
        (lambda rows, who: rewrite(rows[1], who, title="Other words"), []),
        (lambda rows, _who: close_room(rows[0].room, Cause.deed(rows[0].mentor_id)), ["CANCEL-EVENT"]),
    ],
)
def test_series_is_changed_as_it_was_meant(pair, deed, asked):
    room, mia, noah = pair
    rows = series_of(booked(room, noah, weeks=3))

    deed(rows, noah)

    assert kinds(mia) == ["REQUEST-NEW", *asked]
    assert kinds(noah) == ["REQUEST-NEW", *asked]


def test_session_that_is_approved_is_new_then_and_not_before(pair):
    room, mia, noah = pair
    Policy.objects.update(needs_approval=True)
    session = booked(room, noah)

    change(session, mia, approve)

    assert kinds(noah) == kinds(mia) == ["REQUEST-NEW"]


def test_session_that_waits_for_the_mentor_again_is_moved_and_then_agreed(pair):
    room, mia, noah = pair
    session = booked(room, noah)
    Policy.objects.update(needs_approval=True)

    change(session, noah, move, at_ten(7, Scope.THIS))
    change(session, mia, approve)

    assert kinds(noah) == ["REQUEST-NEW", MOVED, "REQUEST-UPDATE"]


def test_session_set_right_after_a_new_law_is_moved(pair):
    room, _mia, noah = pair
    session = booked(room, noah)
    Session.objects.update(starts_at=session.starts_at + HOUR, ends_at=session.ends_at + HOUR)
    Claim.objects.all().delete()
    rewrite(session, noah, link="https://meet.court.example/1")

    reissue(outdated())

    assert kinds(noah) == ["REQUEST-NEW", *[MOVED] * 2]


def test_mentors_meeting_link_is_told_to_who_meets_there(pair):
    room, mia, noah = pair
    booked(room, noah)

    publish(mia, Terms({"tzid": "UTC"}, (), {}, link="https://meet.court.example/1"), seen=1)
    change_place(mia)

    assert kinds(noah) == ["REQUEST-NEW", "REQUEST-UPDATE"]


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
