"""The operator's way to see whether mail leaves."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from tests.builders.postman import postman


def test_test_mail_arrives(capsys: pytest.CaptureFixture[str]) -> None:
    with postman() as server:
        call_command("send_test_mail", "ops@court.example")

    assert [envelope.rcpt_tos for envelope in server.taken] == [["ops@court.example"]]
    assert capsys.readouterr().out == "Sent to ops@court.example.\n"


def test_test_mail_that_is_refused_says_so_in_one_sentence() -> None:
    with postman() as server:
        server.answer_to_recipient = "550 No"
        with pytest.raises(CommandError, match="did not take it: SMTPRecipientsRefused"):
            call_command("send_test_mail", "ops@court.example")


def test_test_mail_without_a_mail_server_names_the_setting() -> None:
    with pytest.raises(CommandError, match="set EMAIL_URL"):
        call_command("send_test_mail", "ops@court.example")


def test_test_mail_to_no_address_is_refused() -> None:
    with pytest.raises(ValidationError):
        call_command("send_test_mail", "nobody")
