"""Answers that calendars send by mail: whose they are, which count, and what is dropped without a trace of anybody."""

from __future__ import annotations

import time
from datetime import timedelta
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command

from calendar_sync.booking.moving import Move, move
from calendar_sync.invitations.arrivals import receive
from calendar_sync.invitations.mail_views import signature
from calendar_sync.invitations.replies import reply_token
from calendar_sync.models import Attendance, Proposal
from server.notices.models import OutgoingMail
from tests.builders.booking import booked, last_told, series_of
from tests.builders.chat import member_of
from tests.builders.people import browser_of
from tests.builders.sessions import NOW, utc

pytestmark = pytest.mark.usefixtures("clock", "rules", "queue")

REPLY = """BEGIN:VCALENDAR
METHOD:{method}
VERSION:2.0
BEGIN:VEVENT
DTSTAMP:{stamp}
UID:{uid}
SEQUENCE:{sequence}
{more}ATTENDEE;PARTSTAT={answer}:mailto:noah@court.example
END:VEVENT
END:VCALENDAR
"""


def mail(session, person, answer="ACCEPTED", *, method="REPLY", at=NOW, sequence=0, more="", to="", **headers):
    """As a calendar program sends it, which leaves out ORGANIZER and does not say that its time is UTC."""
    message = EmailMessage()
    message["From"], message["Subject"] = "stranger@elsewhere.example", "Accepted"
    message["To"] = to or f"sessions+{reply_token(person.pk, session.uid)}@localhost"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content("Noah has accepted.")
    stamp = at.strftime("%Y%m%dT%H%M%S")
    said = REPLY.format(method=method, stamp=stamp, uid=session.uid, sequence=sequence, answer=answer, more=more)
    message.add_alternative(said, subtype="calendar", params={"method": method})
    return message.as_bytes()


def answers(person):
    rows = Attendance.objects.filter(person=person).order_by("session__recurrence_id")
    return list(rows.values_list("answer", flat=True))


def counter(session, person, start, **more):
    begin = utc(start)
    times = f"DTSTART:{begin:%Y%m%dT%H%M%SZ}\nDTEND:{begin + timedelta(hours=1):%Y%m%dT%H%M%SZ}\n"
    return mail(session, person, method="COUNTER", more=times, **more)


@pytest.fixture
def asked(room, mia):
    """A session that Mia booked, to which Noah has not answered."""
    return booked(room, mia)


@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_answer_is_kept_and_triggers_no_mail(room, mia, noah, answer):
    session = booked(room, mia)
    count = OutgoingMail.objects.count()

    assert receive(mail(session, noah, answer)) == 1

    assert (answers(noah), answers(mia)) == ([answer], ["ACCEPTED"])
    assert OutgoingMail.objects.count() == count


def test_answer_to_a_series_is_for_all_or_for_the_one_that_it_names(room, mia, noah):
    session = booked(room, mia, weeks=3)
    receive(mail(session, noah, "ACCEPTED"))

    receive(mail(session, noah, "DECLINED", at=NOW + timedelta(minutes=1), more="RECURRENCE-ID:20260113T100000Z\n"))

    assert answers(noah) == ["ACCEPTED", "DECLINED", "ACCEPTED"]


def test_older_answer_that_comes_late_counts_no_more(room, mia, noah):
    session = booked(room, mia)
    receive(mail(session, noah, "DECLINED", at=NOW + timedelta(minutes=5)))

    assert receive(mail(session, noah, "ACCEPTED", at=NOW)) == 0

    assert answers(noah) == ["DECLINED"]


def test_answer_to_a_time_that_has_changed_counts_no_more(room, mia, noah):
    session = booked(room, mia)
    move(member_of(room, mia), session.pk, Move(utc("2026-01-07T10:00")), version=1)

    assert receive(mail(session, noah, "ACCEPTED", sequence=0)) == 0

    assert answers(noah) == ["NEEDS-ACTION"]


def test_only_the_secret_tells_whose_answer_it_is(room, mia, noah):
    session = booked(room, mia)

    receive(mail(session, mia, "DECLINED"))

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

    assert receive(mail(asked, noah, **changed)) == 0

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


@pytest.mark.parametrize("start", ["2026-01-01T14:00", "2026-01-08T14:03"])
def test_time_that_cannot_be_met_at_is_no_proposal(room, mia, noah, start):
    assert receive(counter(booked(room, mia), noah, start)) == 0


def test_proposal_for_one_of_a_series_is_about_that_one(room, mia, noah):
    second = series_of(booked(room, mia, weeks=3))[1]
    start, original = utc("2026-01-14T14:00"), "RECURRENCE-ID:20260113T100000Z\n"
    times = f"DTSTART:{start:%Y%m%dT%H%M%SZ}\nDTEND:{start + timedelta(hours=1):%Y%m%dT%H%M%SZ}\n"

    receive(mail(second, noah, method="COUNTER", more=original + times))

    assert Proposal.objects.get().session == second


# Ways in


def test_maildir_is_read_once(room, mia, noah, tmp_path, capsys):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.host").write_bytes(mail(booked(room, mia), noah, "DECLINED"))
    (tmp_path / "new" / "2.host").write_bytes(b"Subject: x\n\nhello")

    call_command("read_mail", tmp_path)

    assert capsys.readouterr().out == "2 mails, 1 with an answer.\n"
    assert answers(noah) == ["DECLINED"]
    assert [list((tmp_path / "new").iterdir()), len(list((tmp_path / "cur").iterdir()))] == [[], 2]


def test_folder_that_is_no_maildir_is_refused(tmp_path):
    with pytest.raises(CommandError):
        call_command("read_mail", tmp_path)


def posted(client, body, sent_at=None, secret=None):
    sent_at = str(int(time.time()) if sent_at is None else sent_at)
    headers = {"X-Timestamp": sent_at, "X-Signature": secret or signature(sent_at, body)}
    return client.post("/cal/mail/", body, content_type="message/rfc822", headers=headers).status_code


def test_signed_mail_is_taken_and_no_other(room, mia, noah, client, settings):
    settings.INBOUND_SECRET = "between-the-mail-server-and-us"
    body = mail(booked(room, mia), noah, "DECLINED")

    refused = [
        posted(client, body, secret="0" * 64),
        posted(client, body, sent_at=int(time.time()) - 301),
        client.post("/cal/mail/", body, content_type="message/rfc822").status_code,
    ]

    assert (refused, answers(noah)) == ([403, 403, 403], ["NEEDS-ACTION"])
    assert (posted(client, body), answers(noah)) == (204, ["DECLINED"])


def test_without_a_secret_there_is_no_such_door(client, db):
    assert posted(client, b"", secret="0" * 64) == 404
