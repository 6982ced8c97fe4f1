"""Mail is a sealed row of the caller's transaction."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from rooms.vault import Unreadable
from server.notices.mail import letter_of
from server.notices.models import OutgoingMail
from tests.builders.mail import BACKEND, queued_mail

pytestmark = pytest.mark.django_db


def test_mail_waits_as_a_row_that_opens_to_what_was_written() -> None:
    mail = queued_mail(to="noah@court.example", subject="Welcome")

    letter = letter_of(mail)

    assert (letter.sender, letter.recipients) == ("site@court.example", ["noah@court.example"])
    assert b"Subject: Welcome\r\n" in letter.message


def test_mail_row_shows_nothing_of_its_letter() -> None:
    mail = queued_mail(to="noah@court.example", text="canary-4711")

    raw = bytes(mail.letter)

    assert b"canary-4711" not in raw
    assert b"noah" not in raw


def test_letter_moved_to_another_row_does_not_open() -> None:
    first, second = queued_mail(), queued_mail()
    second.letter = first.letter

    with pytest.raises(Unreadable):
        letter_of(second)


def test_mail_of_a_transaction_that_fails_is_never_sent() -> None:
    with transaction.atomic():
        queued_mail()
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()


def test_mail_without_recipients_is_no_mail() -> None:
    sent = get_connection(BACKEND).send_messages([EmailMessage("Subject", "Text", to=[])])

    assert sent == 0
    assert not OutgoingMail.objects.exists()
