"""Due mails leave once; what fails waits longer each time; what dies with its worker is rescued."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone

from server.notices.delivery import SmtpPost, deliver_due
from server.notices.models import LEASE, WAITS, OutgoingMail
from tests.builders.mail import queued_mail
from tests.builders.postman import Postman, postman

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db


@pytest.fixture(name="server")
def mail_server() -> Iterator[Postman]:
    with postman() as server:
        yield server


def deliver() -> int:
    return deliver_due(SmtpPost(), lambda: False)


def test_due_mail_is_sent_once_and_emptied(server: Postman) -> None:
    mail = queued_mail(to="noah@court.example", text="A word.")

    deliver()
    deliver()

    mail.refresh_from_db()
    assert [envelope.rcpt_tos for envelope in server.taken] == [["noah@court.example"]]
    assert (bytes(mail.letter), mail.attempts, mail.lease_until) == (b"", 1, None)
    assert mail.sent_at is not None


def test_mail_of_the_future_waits(server: Postman) -> None:
    mail = queued_mail()
    OutgoingMail.objects.filter(pk=mail.pk).update(due_at=timezone.now() + timedelta(hours=1))

    assert deliver() == 0
    assert server.taken == []


def test_mail_refused_for_now_is_tried_again_after_the_wait(server: Postman) -> None:
    mail = queued_mail()
    server.answer_to_message = "451 Try again later"
    deliver()
    server.answer_to_message = "250 OK"

    at_once = deliver()
    with time_machine.travel(timezone.now() + WAITS[0]):
        later = deliver()

    mail.refresh_from_db()
    assert (at_once, later, mail.attempts) == (0, 1, 2)
    assert mail.failure == "SMTPDataError 451"
    assert mail.sent_at is not None


@pytest.mark.parametrize("door", ["answer_to_recipient", "answer_to_message"])
def test_mail_refused_for_good_is_given_up_and_emptied(server: Postman, door: str) -> None:
    mail = queued_mail()
    setattr(server, door, "550 No")

    deliver()

    mail.refresh_from_db()
    assert mail.failed_at is not None
    assert bytes(mail.letter) == b""


def test_mail_is_given_up_after_the_last_wait(server: Postman) -> None:
    mail = queued_mail()
    server.answer_to_message = "451 Try again later"
    OutgoingMail.objects.filter(pk=mail.pk).update(attempts=len(WAITS))

    deliver()

    mail.refresh_from_db()
    assert (mail.attempts, bytes(mail.letter)) == (len(WAITS) + 1, b"")
    assert mail.failed_at is not None


def test_one_bad_mail_holds_up_no_other(server: Postman) -> None:
    broken, good = queued_mail(), queued_mail(to="mia@court.example")
    OutgoingMail.objects.filter(pk=broken.pk).update(letter=b"damaged")

    deliver()

    good.refresh_from_db()
    assert [envelope.rcpt_tos for envelope in server.taken] == [["mia@court.example"]]
    assert good.sent_at is not None


def test_mail_held_by_a_worker_is_left_to_it_until_its_lease_ends(server: Postman) -> None:
    queued_mail()
    OutgoingMail.objects.claim(timezone.now(), 1)

    meanwhile = deliver()
    with time_machine.travel(timezone.now() + LEASE + timedelta(seconds=1)):
        after = deliver()

    assert (meanwhile, after, len(server.taken)) == (0, 1, 1)


def test_worker_that_stops_gives_back_what_it_did_not_try(server: Postman) -> None:
    mail = queued_mail()

    tried = deliver_due(SmtpPost(), lambda: True)

    mail.refresh_from_db()
    assert (tried, mail.attempts, mail.lease_until, server.taken) == (0, 0, None, [])


def test_mail_server_that_is_away_is_waited_for() -> None:
    mail = queued_mail()
    with postman():
        pass

    with postman() as server:
        server.answer_to_recipient = "421 Closing"
        deliver()

    mail.refresh_from_db()
    assert mail.failed_at is None
    assert mail.due_at > timezone.now()
