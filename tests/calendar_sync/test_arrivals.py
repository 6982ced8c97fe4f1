"""Answers that calendars send by mail: whose they are, which count, and what is dropped without a trace of anybody."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest

from calendar_sync.booking.answering import approve
from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.booking.scope import Scope
from calendar_sync.invitations.arrivals import receive
from calendar_sync.invitations.replies import reply_token
from calendar_sync.models import Invitee, Policy, Proposal, Session
from calendar_sync.sessions.coming import answer_invitation, say
from server.notices.models import OutgoingMail
from tests.builders.booking import booked, last_told, series_of
from tests.builders.chat import member_of
from tests.builders.invitations import mails_to
from tests.builders.people import browser_of
from tests.builders.replies import answers, counter, reply
from tests.builders.sessions import NOW, utc
from tests.builders.traces import history

pytestmark = pytest.mark.usefixtures("clock", "rules", "queue")


@pytest.fixture
def asked(room, mia):
    """A session that Mia booked, to which Noah has not answered."""
    return booked(room, mia)


@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_answer_is_kept_and_triggers_no_mail(room, mia, noah, answer):
    session = booked(room, mia)
    count = OutgoingMail.objects.count()

    assert receive(reply(session, noah, answer)) == 1

    assert (answers(noah), answers(mia)) == ([answer], ["ACCEPTED"])
    assert OutgoingMail.objects.count() == count


def test_mail_that_is_read_again_is_told_once(room, mia, noah):
    session = booked(room, mia)

    counts = [receive(reply(session, noah, "DECLINED")) for _ in range(2)]

    assert (counts, [kind for _seq, kind, _name in history(room)]) == ([1, 1], ["session.booked", "session.answered"])


def test_answer_to_a_series_is_for_all_or_for_the_one_that_it_names(room, mia, noah):
    session = booked(room, mia, weeks=3)
    receive(reply(session, noah, "ACCEPTED"))

    receive(reply(session, noah, "DECLINED", at=NOW + timedelta(minutes=1), more="RECURRENCE-ID:20260113T100000Z\n"))

    assert answers(noah) == ["ACCEPTED", "DECLINED", "ACCEPTED"]


def test_older_answer_that_comes_late_counts_no_more(room, mia, noah):
    session = booked(room, mia)
    receive(reply(session, noah, "DECLINED", at=NOW + timedelta(minutes=5)))

    assert receive(reply(session, noah, "ACCEPTED", at=NOW)) == 0

    assert answers(noah) == ["DECLINED"]


def test_answer_to_a_time_that_has_changed_counts_no_more(room, mia, noah):
    session = booked(room, mia)
    move(member_of(room, mia), session.pk, Move(utc("2026-01-07T10:00")), version=1)

    assert receive(reply(session, noah, "ACCEPTED", sequence=0)) == 0

    assert answers(noah) == ["NEEDS-ACTION"]


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.FOLLOWING])
def test_answer_to_one_of_a_series_that_moved_counts_by_the_number_of_its_rule(room, mia, noah, scope):
    rows = series_of(booked(room, mia, weeks=3))
    move(member_of(room, mia), rows[2].pk, Move(utc("2026-01-20T12:00")), version=1)
    move(member_of(room, mia), rows[1].pk, Move(utc("2026-01-14T10:00"), scope=scope), version=1)
    session = Session.objects.get(pk=rows[1].pk)
    mailed = int(mails_to(noah)[-1 if scope == Scope.ALL else -2].events[0]["SEQUENCE"])

    receive(reply(session, noah, "DECLINED", sequence=mailed, more="RECURRENCE-ID:20260121T100000Z\n"))

    assert answers(noah) == ["NEEDS-ACTION", "NEEDS-ACTION", "DECLINED"]


def test_answer_to_one_of_a_series_that_was_agreed_to_in_part_counts(room, mia, noah):
    Policy.objects.update(needs_approval=True)
    rows = series_of(booked(room, noah, weeks=3))
    cancel(member_of(room, noah), rows[1].pk, version=1)
    approve(member_of(room, mia), rows[0].pk, version=1)
    [mailed] = [int(sent.events[0]["SEQUENCE"]) for sent in mails_to(noah) if sent.method == "REQUEST"]

    receive(reply(rows[2], noah, "DECLINED", sequence=mailed, more="RECURRENCE-ID:20260120T100000Z\n"))

    assert answers(noah) == ["ACCEPTED", "ACCEPTED", "DECLINED"]


def test_late_mail_does_not_take_back_what_was_answered_on_a_page(room, mia, noah, clock):
    rows = series_of(booked(room, mia, weeks=3))
    cancel(member_of(room, mia), rows[2].pk, version=1)
    clock.shift(timedelta(hours=1))
    say(member_of(room, noah), rows[0].pk, "DECLINED")
    receive(reply(rows[0], noah, "ACCEPTED", sequence=1))
    clock.shift(timedelta(hours=1))
    answer_invitation(Invitee.objects.get(person=noah), "TENTATIVE")

    assert receive(reply(rows[0], noah, "ACCEPTED", sequence=1, at=NOW + timedelta(hours=1))) == 0

    assert answers(noah) == ["TENTATIVE", "TENTATIVE", "NEEDS-ACTION"]


def test_day_without_an_hour_names_no_session(room, mia, noah):
    session = booked(room, mia, weeks=2)

    assert receive(reply(session, noah, "DECLINED", more="RECURRENCE-ID;VALUE=DATE:20260113\n")) == 0

    assert answers(noah) == ["NEEDS-ACTION", "NEEDS-ACTION"]


def test_only_the_secret_tells_whose_answer_it_is(room, mia, noah):
    session = booked(room, mia)

    receive(reply(session, mia, "DECLINED"))

    assert (answers(mia), answers(noah)) == (["DECLINED"], ["NEEDS-ACTION"])


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"to": "sessions@localhost"}, "no secret"),
        ({"to": "sessions+aaaaaaaaaaaaaaaaaaaaaaaaaa@localhost"}, "unknown secret"),
        ({"method": "REQUEST"}, "no answer"),
        ({"answer": "NEEDS-ACTION"}, "no answer"),
        ({"more": "x" * 1_000_001}, "too large"),
    ],
)
def test_other_mail_is_dropped_with_a_line_that_names_nobody(asked, noah, caplog, changed, why):
    caplog.set_level("INFO")

    assert receive(reply(asked, noah, **changed)) == 0

    [line] = [record.msg for record in caplog.records if "dropped" in str(record.msg)]
    assert line["why"] == why
    assert "noah" not in str(line)
    assert answers(noah) == ["NEEDS-ACTION"]


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff", b"Subject: x\r\n\r\nhello", b"To: sessions+" + b"a" * 26 + b"@x\n\n"]
)
def test_what_is_no_mail_of_a_calendar_is_dropped(db, raw):
    assert receive(raw) == 0


def test_note_that_somebody_is_away_is_dropped(room, mia, noah):
    message = EmailMessage()
    message["To"] = f"sessions+{reply_token(noah.pk, booked(room, mia).uid)}@localhost"
    message["Auto-Submitted"] = "auto-replied"
    message.set_content("I am away.")

    assert receive(message.as_bytes()) == 0


# Another time


def test_proposed_time_stands_on_the_page_and_is_taken_by_one_click(room, mia, noah):
    session = booked(room, mia)

    assert receive(counter(session, noah, "2026-01-08T14:00")) == 1

    assert [view["proposed"] for view in last_told(room)["sessions"]] == [[str(noah.pk)]]
    browser = browser_of(mia)
    page = browser.get(f"/sessions/{session.pk}/").content.decode()
    assert "Noah proposes another time" in page
    said = {"version": 1, "at": "20260108T1400Z", "minutes": 60}
    assert all(f'name="{name}" value="{value}"' in page for name, value in said.items())
    browser.post(f"/sessions/{session.pk}/move/", said)
    session.refresh_from_db()
    assert session.starts_at == utc("2026-01-08T14:00")
    assert not Proposal.objects.exists()


def test_newer_proposal_takes_the_place_of_the_former_one(room, mia, noah):
    session = booked(room, mia)
    receive(counter(session, noah, "2026-01-08T14:00"))

    receive(counter(session, noah, "2026-01-09T14:00", at=NOW + timedelta(minutes=1)))
    receive(counter(session, noah, "2026-01-08T14:00"))

    assert Proposal.objects.get().starts_at == utc("2026-01-09T14:00")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("0101T1400", "0101T1500"),
        ("0108T1403", "0108T1503"),
        ("0108T1400", "0108T1447"),
        ("0108T1400", "0108T1400"),
    ],
)
def test_time_that_cannot_be_met_at_is_no_proposal(room, mia, noah, start, end):
    times = f"DTSTART:2026{start}00Z\nDTEND:2026{end}00Z\n"

    assert receive(reply(booked(room, mia), noah, method="COUNTER", more=times)) == 0


def test_time_in_other_years_is_no_proposal(room, mia, noah):
    session = booked(room, mia)

    assert [receive(counter(session, noah, start)) for start in ("2028-01-08T14:00", "9999-12-31T14:00")] == [0, 0]


def test_proposal_for_one_of_a_series_is_about_that_one(room, mia, noah):
    second = series_of(booked(room, mia, weeks=3))[1]
    start, original = utc("2026-01-14T14:00"), "RECURRENCE-ID:20260113T100000Z\n"
    times = f"DTSTART:{start:%Y%m%dT%H%M%SZ}\nDTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}\n"

    receive(reply(second, noah, method="COUNTER", more=original + times))

    assert Proposal.objects.get().session == second
