"""The ways in which answers by mail reach the site: each keeps a mail before it lets go of it, and stops at none."""

from __future__ import annotations

import smtplib
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from calendar_sync.inbound.boxes import Stuck, Tally, read_all
from calendar_sync.inbound.lmtp import TRY_AGAIN, keep
from calendar_sync.inbound.reading import has_box, read_box
from calendar_sync.inbound.views import signature
from calendar_sync.invitations.replies import hashed, reply_token
from calendar_sync.models import Invitee, MailboxState
from tests.builders.booking import booked
from tests.builders.https_server import certificate
from tests.builders.imap_server import imap_server
from tests.builders.lmtp_process import lmtp_process
from tests.builders.people import browser_of, operator
from tests.builders.replies import answers, reply
from tests.builders.sessions import session, utc

pytestmark = pytest.mark.usefixtures("clock", "rules", "queue")

HELLO = b"Subject: x\r\n\r\nhello"
# No calendar counts so far back, and its clock is nine hours ahead.
POISON = {"more": "RECURRENCE-ID;TZID=Asia/Tokyo:00010101T000000\n"}


@pytest.fixture
def asked(room, mia):
    """A session that Mia booked, to which Noah has not answered."""
    return booked(room, mia)


class Mail:
    """One that waits, and may make trouble when it is fetched."""

    def __init__(self, content, trouble=None):
        self._content, self._trouble, self.is_read = content, trouble, False

    def size(self):
        return len(self._content)

    def content(self):
        if self._trouble:
            raise self._trouble
        return self._content

    def done(self):
        self.is_read = True


def test_each_mail_is_marked_after_it_was_kept_and_none_hides_the_others(asked, noah):
    poison, large = reply(asked, noah, **POISON), reply(asked, noah, more="x" * 1_000_001)
    mails = [
        Mail(HELLO), Mail(poison), Mail(large), Mail(HELLO, Stuck()), Mail(HELLO, OperationalError()),
        Mail(reply(asked, noah, "DECLINED")),
    ]  # fmt: skip

    assert read_all(mails) == Tally(mails=6, answers=1, left=2)

    assert [mail.is_read for mail in mails] == [True, True, True, False, False, True]
    assert answers(noah) == ["DECLINED"]


# Folders of a mail server


def test_maildir_is_read_once(asked, noah, tmp_path, capsys):
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1.host").write_bytes(reply(asked, noah, "DECLINED"))
    (tmp_path / "new" / "2.host").write_bytes(HELLO)
    (tmp_path / "new" / "3.host").mkdir()

    call_command("read_mail", tmp_path)

    assert capsys.readouterr().out == "3 mails, 1 with an answer, 1 left for later.\n"
    assert answers(noah) == ["DECLINED"]
    left, read = (sorted(path.name for path in (tmp_path / each).iterdir()) for each in ("new", "cur"))
    assert (left, read) == (["3.host"], ["1.host:2,S", "2.host:2,S"])


def test_folder_that_is_no_maildir_is_refused(tmp_path):
    with pytest.raises(CommandError):
        call_command("read_mail", tmp_path)


# A mailbox elsewhere


@pytest.fixture
def box(tmp_path, settings, monkeypatch):
    """A real server, whose certificate this machine trusts."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate()))
    with imap_server(tmp_path) as found:
        settings.INBOUND_URL = found.url
        yield found


def test_mailbox_is_read_once_past_what_breaks_the_server_and_what_is_too_large(asked, noah, box):
    box.put("1", reply(asked, noah, "DECLINED"))
    box.put("2", reply(asked, noah, **POISON))
    box.put("3", HELLO + b"x" * 1_000_001)
    box.put("4.broken", HELLO)

    assert [read_box(), read_box()] == [Tally(mails=4, answers=1, left=1), Tally(mails=1, answers=0, left=1)]

    assert (answers(noah), box.unread) == (["DECLINED"], ["4.broken"])


def test_state_of_the_mailbox_tells_since_when_it_cannot_be_read(db, box, settings, caplog):
    read_box()
    assert MailboxState.objects.get().trouble == ""
    settings.INBOUND_URL = box.url.replace("p%40ss", "guessed")

    read_box()

    state = MailboxState.objects.get()
    assert (state.trouble, state.read_at, state.troubled_at is not None) == ("error", state.read_at, True)
    lines = [str(record.msg) for record in caplog.records]
    assert ([line for line in lines if "cannot be read" in line] != [], "guessed" in "".join(lines)) == (True, False)


def test_mailbox_whose_certificate_nobody_vouches_for_is_not_entered(db, box, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(CommandError, match="SSLCertVerificationError"):
        call_command("read_mail")


@pytest.mark.parametrize(("url", "asked_for"), [("", False), ("lmtp://127.0.0.1:24", False), ("maildir:///m", True)])
def test_worker_asks_where_mail_has_to_be_asked_for(settings, url, asked_for):
    settings.INBOUND_URL = url

    assert has_box() is asked_for


# What people are told of it


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "Not set up: people answer invitations on the page"),
        ("lmtp://127.0.0.1:24", "Set up: the mail server hands over"),
        ("maildir:///nowhere", "cannot be read (FileNotFoundError)"),
    ],
)
def test_operators_see_whether_answers_arrive_and_nobody_else_does(mia, settings, url, said):
    settings.INBOUND_URL = url
    if has_box():
        read_box()

    pages = [browser_of(each).get("/").text for each in (operator(), mia)]

    assert ([said in page for page in pages], "Answers by mail" in pages[1]) == ([True, False], False)


@pytest.mark.parametrize(("secret", "said"), [("", "does not arrive here"), ("s", "answers in their calendar, or on")])
def test_whoever_books_reads_where_invitations_are_answered(room, noah, settings, secret, said):
    settings.INBOUND_SECRET = secret
    session = booked(room, noah)
    details, done = "book/?at=20260106T1400Z&minutes=60", f"booked/{session.pk}/"

    pages = [browser_of(noah).get(f"/rooms/{room.pk}/{path}").text for path in (details, done)]

    assert [said in page for page in pages] == [True, True]


# What mail servers hand over


@pytest.mark.django_db(transaction=True)
def test_mail_handed_over_by_lmtp_is_kept_before_it_is_acknowledged(room, mia, noah):
    # The process lives by the machine's clock.
    far = session(room, mia, noah, utc("2126-01-05T10:00"))
    token = reply_token(noah.pk, far.uid)
    Invitee.objects.create(person=noah, uid=far.uid, token_hash=hashed(token))
    ours = f"sessions+{token}@localhost"
    # Nothing in it says to whom it was sent.
    answer = reply(far, noah, "DECLINED", to="undisclosed@elsewhere.example")
    with lmtp_process() as port, smtplib.LMTP("127.0.0.1", port) as server:
        server.ehlo("mail.court.example")
        server.mail("noah@court.example")
        said = [server.rcpt(each)[0] for each in ("mia@localhost", "sessions@elsewhere.example", ours, ours)]
        kept = server.data(answer)[0]
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            server.sendmail("noah@court.example", [ours], HELLO + b"x" * 1_000_001)

    assert (said, kept, refused.value.smtp_code) == ([550, 550, 250, 452], 250, 552)
    assert answers(noah) == ["DECLINED"]


def test_mail_server_is_asked_to_come_again_while_the_database_is_away(asked, noah):
    def away(*_arguments):
        raise OperationalError

    with connection.execute_wrapper(away):
        assert keep(reply(asked, noah, "DECLINED")) == TRY_AGAIN

    assert answers(noah) == ["NEEDS-ACTION"]


def test_process_that_takes_mail_wants_an_address_to_listen_at(settings):
    settings.INBOUND_URL = "maildir:///m"

    with pytest.raises(CommandError, match="lmtp://"):
        call_command("take_mail")


def posted(client, body, sent_at=None, secret=None):
    sent_at = str(int(time.time()) if sent_at is None else sent_at)
    headers = {"X-Timestamp": sent_at, "X-Signature": secret or signature(sent_at, body)}
    return client.post("/cal/mail/", body, content_type="message/rfc822", headers=headers).status_code


def test_signed_mail_is_taken_and_no_other(room, mia, noah, client, settings):
    settings.INBOUND_SECRET = "between-the-mail-server-and-us"
    body = reply(booked(room, mia), noah, "DECLINED")

    refused = [
        posted(client, body, secret="0" * 64),
        posted(client, body, secret="\N{LATIN SMALL LETTER E WITH ACUTE}" * 64),
        posted(client, body, sent_at="9" * 400),
        posted(client, body, sent_at=int(time.time()) - 301),
        client.post("/cal/mail/", body, content_type="message/rfc822").status_code,
    ]

    assert (refused, answers(noah)) == ([403] * 5, ["NEEDS-ACTION"])
    assert (posted(client, body), answers(noah)) == (204, ["DECLINED"])


def test_without_a_secret_there_is_no_such_door(client, db):
    assert posted(client, b"", secret="0" * 64) == 404
