"""Mails about sessions: who gets which, what calendars make of them, and what never stands in them."""

from __future__ import annotations

import email
from email import policy as mail_policy

import pytest
from django.db import transaction

from calendar_sync.booking.answering import approve, decline
from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.booking.scope import Scope
from calendar_sync.feeds.checking import faults
from calendar_sync.invitations import replies
from calendar_sync.models import Attendance, Policy
from calendar_sync.sessions import editing
from calendar_sync.sessions.wording import Words
from rooms import vault
from server.notices.delivery import SmtpPost, deliver_due
from server.notices.mail import letter_of
from server.notices.models import OutgoingMail
from tests.builders.booking import booked, series_of
from tests.builders.canary import canary
from tests.builders.chat import member_of
from tests.builders.invitations import mails_to, told
from tests.builders.postman import postman
from tests.builders.sessions import NOW, utc

pytestmark = pytest.mark.usefixtures("clock", "rules", "queue")


def moved(session, who, start, scope=Scope.THIS):
    session.refresh_from_db()
    return move(member_of(session.room, who), session.pk, Move(utc(start), scope=scope), version=session.version)


def gone(session, who, scope=Scope.THIS):
    session.refresh_from_db()
    return cancel(member_of(session.room, who), session.pk, version=session.version, scope=scope)


def rewritten(session, who, **words):
    session.refresh_from_db()
    return editing.write(member_of(session.room, who), session.pk, Words(**words), version=session.words_version)


def asks_first():
    Policy.objects.update(needs_approval=True)


def test_both_are_invited_each_by_a_mail_of_their_own(room, mia, noah):
    booked(room, noah)

    for person, other, answer in ((mia, noah, "ACCEPTED"), (noah, mia, "ACCEPTED")):
        [sent] = mails_to(person)
        [event] = sent.events
        assert (sent.subject, sent.method) == ("A mentoring session is booked", "REQUEST")
        assert str(event["ATTENDEE"]) == f"mailto:{person.email}"
        assert event["ATTENDEE"].params["PARTSTAT"] == answer
        assert other.email not in sent.calendar.decode() + sent.text
        assert faults(sent.calendar) == []


def test_mail_has_a_text_a_page_and_a_part_for_calendars(room, mia, noah):
    booked(room, noah)

    message = email.message_from_bytes(letter_of(OutgoingMail.objects.all()[0]).message, policy=mail_policy.default)

    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert part["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert part["Content-Transfer-Encoding"] == "base64"


def test_times_stand_on_the_clock_of_the_reader(room, mia, noah):
    noah.time_zone = "America/New_York"
    noah.save()

    booked(room, noah)

    assert "Tuesday, 6 January, 05:00 to 06:00 (New York, UTC-05:00)" in mails_to(noah)[0].text
    assert "Tuesday, 6 January, 10:00 to 11:00 (UTC)" in mails_to(mia)[0].text


def test_move_and_cancellation_follow_the_invitation_in_order(room, mia, noah):
    session = booked(room, noah)
    moved(session, noah, "2026-01-07T10:00")
    gone(session, mia)

    assert told(noah) == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]
    assert [sent.subject for sent in mails_to(noah)][1:] == [
        "A mentoring session was moved",
        "A mentoring session was cancelled",
    ]
    assert {str(sent.events[0]["UID"]) for sent in mails_to(noah)} == {session.uid}


def test_title_and_agenda_are_not_told_by_mail_and_the_place_is(room, noah):
    session = booked(room, noah)
    rewritten(session, noah, title="Other", agenda="Two things")

    rewritten(session, noah, title="Other", agenda="Two things", link="https://meet.court.example/1")

    assert told(noah) == [("REQUEST", 0), ("REQUEST", 1)]
    assert str(mails_to(noah)[1].events[0]["LOCATION"]) == "https://meet.court.example/1"


def test_each_of_a_series_tells_its_own_place_after_others_did(room, mia, noah):
    first, second, _third = series_of(booked(room, noah, weeks=3))

    for each in (first, second):
        rewritten(each, noah, link=f"https://meet.court.example/{each.pk}")

    assert [str(sent.events[0]["LOCATION"])[-36:] for sent in mails_to(mia)[1:]] == [str(first.pk), str(second.pk)]
    assert told(mia) == [("REQUEST", 0), ("REQUEST", 1), ("REQUEST", 1)]


def test_calendars_hear_of_a_session_when_it_is_agreed(room, mia, noah):
    asks_first()
    session = booked(room, noah)

    approve(member_of(room, mia), session.pk, version=session.version)

    assert told(mia) == [("", 0), ("REQUEST", 1)]
    assert [sent.subject for sent in mails_to(mia)] == [
        "A mentoring session waits for the mentor's answer",
        "A mentoring session is agreed",
    ]


def test_what_was_never_agreed_is_declined_in_words_alone(room, mia, noah):
    asks_first()
    session = booked(room, noah)

    decline(member_of(room, mia), session.pk, version=session.version)

    assert told(noah) == [("", 0), ("", 0)]
    assert mails_to(noah)[1].subject == "A mentoring session was declined"


def test_series_is_one_invitation_and_its_exceptions_follow(room, mia, noah):
    sessions = series_of(booked(room, noah, weeks=4))
    moved(sessions[1], noah, "2026-01-14T10:00")
    gone(sessions[2], noah)

    invited, moving, cancelling = mails_to(mia)

    assert str(invited.events[0]["RRULE"].to_ical().decode()) == "FREQ=WEEKLY;COUNT=4"
    assert [each.method for each in (invited, moving, cancelling)] == ["REQUEST", "REQUEST", "CANCEL"]
    originals = [each.events[0]["RECURRENCE-ID"].dt for each in (moving, cancelling)]
    assert originals == [utc("2026-01-13T10:00"), utc("2026-01-20T10:00")]
    assert [faults(each.calendar) for each in (invited, moving, cancelling)] == [[], [], []]


def test_following_sessions_that_move_end_one_rule_and_begin_another(room, mia, noah):
    sessions = series_of(booked(room, noah, weeks=4))

    moved(sessions[2], noah, "2026-01-21T10:00", Scope.FOLLOWING)

    rules = {str(sent.events[0]["UID"]): sent.events[0]["RRULE"].to_ical().decode() for sent in mails_to(mia)}
    assert sorted(rules.values()) == ["FREQ=WEEKLY;COUNT=2", "FREQ=WEEKLY;COUNT=2"]
    assert [sent.method for sent in mails_to(mia)] == ["REQUEST", "REQUEST", "REQUEST"]


def test_rule_of_which_nothing_is_left_when_the_rest_moves_is_cancelled(room, mia, noah):
    sessions = series_of(booked(room, noah, weeks=3))
    gone(sessions[0], noah)

    moved(sessions[1], noah, "2026-01-14T10:00", Scope.FOLLOWING)

    ended = mails_to(mia)[-1]
    assert (ended.method, str(ended.events[0]["UID"]), ended.subject) == (
        "CANCEL",
        sessions[0].uid,
        "A mentoring session was moved",
    )
    assert told(mia) == [("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 0), ("CANCEL", 2)]
    assert "Wednesday, 14 January, 10:00 to 11:00" in ended.text


def test_whole_series_that_is_cancelled_is_one_cancellation(room, mia, noah):
    sessions = series_of(booked(room, noah, weeks=4))

    gone(sessions[0], noah, Scope.ALL)

    assert [(sent.method, len(sent.events), "RECURRENCE-ID" in sent.events[0]) for sent in mails_to(mia)] == [
        ("REQUEST", 1, False),
        ("CANCEL", 1, False),
    ]


def test_mail_is_written_with_the_session_or_not_at_all(room, noah):
    with transaction.atomic():
        booked(room, noah)
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()


def test_mail_that_is_sent_again_after_a_crash_is_the_same_mail(room, noah):
    booked(room, noah)
    OutgoingMail.objects.update(due_at=NOW)
    rows = list(OutgoingMail.objects.order_by("pk"))

    with postman() as server:
        deliver_due(SmtpPost(), lambda: False)
        first = sorted(envelope.content for envelope in server.taken)
        # The worker died after the server took them, before it wrote that down.
        OutgoingMail.objects.bulk_update(rows, ["sent_at", "letter", "lease_until"])
        deliver_due(SmtpPost(), lambda: False)
        second = sorted(envelope.content for envelope in server.taken[2:])

    assert (len(first), second) == (2, first)
    assert all(b"Message-ID: <" in content for content in first)


def test_words_of_the_room_stand_in_no_mail(room, mia, noah):
    word = canary()

    session = booked(room, noah, title=word)
    rewritten(session, noah, title=word, agenda=word, link="https://meet.court.example/1")

    letters = [email.message_from_bytes(letter_of(mail).message) for mail in OutgoingMail.objects.all()]
    parts = [part.get_payload(decode=True) or b"" for letter in letters for part in letter.walk()]
    assert len(letters) == 4
    assert [part for part in parts if word.encode() in part or (b"Noah" in part and b"Mia" in part)] == []


def test_erased_room_sends_nothing(room, mia, noah):
    asks_first()
    booked(room, noah)
    count = OutgoingMail.objects.count()

    vault.erase(room)

    assert OutgoingMail.objects.count() == count


def test_answer_on_the_page_needs_the_secret_and_a_click(room, mia, noah, client):
    booked(room, mia)
    [sent] = mails_to(noah)

    shown = client.get(f"/cal/answer/{sent.token}/")
    before = Attendance.objects.get(person=noah).answer
    client.post(f"/cal/answer/{sent.token}/", {"answer": "DECLINED"})

    assert "Tuesday, 6 January, 10:00 to 11:00 (UTC)" in shown.content.decode()
    assert (before, Attendance.objects.get(person=noah).answer) == ("NEEDS-ACTION", "DECLINED")
    assert Attendance.objects.get(person=mia).answer == "ACCEPTED"


def test_mail_says_where_an_answer_arrives(room, mia, noah, settings):
    for url, start in (("", "2026-01-06T10:00"), ("maildir:///m", "2026-01-07T10:00")):
        settings.INBOUND_URL = url
        booked(room, mia, start)

    page, anywhere = mails_to(noah)
    assert "Answer here, since what you answer in your calendar does not arrive:" in page.text
    assert "Answer here, or in your calendar:" in anywhere.text


def test_answer_triggers_no_mail(room, mia, noah, client):
    booked(room, mia)
    [sent] = mails_to(noah)
    count = OutgoingMail.objects.count()

    client.post(f"/cal/answer/{sent.token}/", {"answer": "ACCEPTED"})

    assert OutgoingMail.objects.count() == count


def test_wrong_secret_answers_nothing(room, mia, noah, client):
    booked(room, mia)

    answer = client.post("/cal/answer/guessed/", {"answer": "DECLINED"})

    assert answer.status_code == 404
    assert Attendance.objects.get(person=noah).answer == "NEEDS-ACTION"


def test_secret_of_one_person_is_not_that_of_another(room, mia, noah):
    session = booked(room, mia)

    assert replies.reply_token(mia.pk, session.uid) != replies.reply_token(noah.pk, session.uid)
    assert replies.find(replies.reply_token(noah.pk, session.uid)).person == noah
