"""Choosing a new password: with the old one, or with a code sent to the address."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from server.accounts import sign_ins
from server.accounts.models import Person
from tests.builders.people import PASSWORD, browser_of, person
from tests.server.accounts.test_sign_up import code_in

pytestmark = pytest.mark.django_db

CHANGE = "/account/password/change/"
RESET = "/account/password/reset/"
CONFIRM = "/account/password/reset/confirm/"
COMPLETE = "/account/password/reset/complete/"
NEW = "a-river-in-november-7"
NEW_TWICE = {"password1": NEW, "password2": NEW}


def ask_for_code(client: Client, email: str = "mia@court.example") -> str:
    client.post(RESET, {"email": email})
    return code_in(mail.outbox[0])


def test_change_keeps_this_browser_and_ends_the_others() -> None:
    mia = person("mia")
    here, elsewhere = browser_of(mia), browser_of(mia)

    answer = here.post(CHANGE, {"oldpassword": PASSWORD, **NEW_TWICE})

    assert answer.url == "/me/security/"
    assert (here.get("/me/").status_code, elsewhere.get("/me/").status_code) == (200, 302)
    assert Person.objects.get(pk=mia.pk).check_password(NEW)


def test_change_closes_the_sockets_of_the_others() -> None:
    mia = person("mia")
    here, elsewhere = browser_of(mia), browser_of(mia)
    ended = elsewhere.session.sign_in

    here.post(CHANGE, {"oldpassword": PASSWORD, **NEW_TWICE})

    assert sign_ins.open_sign_ins({ended, here.session.sign_in}) == {here.session.sign_in}


def test_change_is_told_by_mail() -> None:
    browser_of(person("mia")).post(CHANGE, {"oldpassword": PASSWORD, **NEW_TWICE})

    message = mail.outbox[0]
    assert (message.subject, message.to) == ("Your password was changed", ["mia@court.example"])
    assert "From: Firefox, Linux (127.0.0.1)" in message.body


def test_change_without_the_old_password_is_refused() -> None:
    mia = person("mia")

    answer = browser_of(mia).post(CHANGE, {"oldpassword": "guess-number-one", **NEW_TWICE})

    assert "This is not your password now." in answer.content.decode()
    assert Person.objects.get(pk=mia.pk).check_password(PASSWORD)


def test_change_needs_a_sign_in(client: Client) -> None:
    answer = client.post(CHANGE, {"oldpassword": PASSWORD, **NEW_TWICE})

    assert answer.url.startswith("/account/login/")


def test_reset_code_sets_a_password_and_ends_every_sign_in(client: Client) -> None:
    mia = person("mia")
    elsewhere = browser_of(mia)
    client.post(CONFIRM, {"code": ask_for_code(client)})

    answer = client.post(COMPLETE, NEW_TWICE)

    assert answer.url == "/account/password/reset/done/"
    assert Person.objects.get(pk=mia.pk).check_password(NEW)
    assert (elsewhere.get("/me/").status_code, client.get("/me/").status_code) == (302, 302)


def test_a_reset_is_told_by_mail(client: Client) -> None:
    person("mia")
    client.post(CONFIRM, {"code": ask_for_code(client)})

    client.post(COMPLETE, NEW_TWICE)

    assert [message.subject for message in mail.outbox] == ["Your code", "Your password was reset"]


def test_a_used_reset_code_is_worth_nothing(client: Client) -> None:
    mia = person("mia")
    code = ask_for_code(client)
    client.post(CONFIRM, {"code": code})
    client.post(COMPLETE, NEW_TWICE)

    client.post(CONFIRM, {"code": code})
    client.post(COMPLETE, {"password1": "yet-another-stone-3", "password2": "yet-another-stone-3"})

    assert Person.objects.get(pk=mia.pk).check_password(NEW)


def test_an_old_reset_code_is_worth_nothing(client: Client) -> None:
    person("mia")
    code = ask_for_code(client)

    with time_machine.travel(timezone.now() + timedelta(minutes=16), tick=False):
        answer = client.post(CONFIRM, {"code": code})

    assert answer.url == "/account/login/"


def test_a_reset_code_works_in_its_own_browser_only(client: Client) -> None:
    person("mia")

    answer = Client().post(CONFIRM, {"code": ask_for_code(client)})

    assert answer.url == "/account/login/"


def test_a_new_password_without_the_code_is_refused(client: Client) -> None:
    mia = person("mia")
    ask_for_code(client)

    answer = client.post(COMPLETE, NEW_TWICE)

    assert answer.url == CONFIRM
    assert Person.objects.get(pk=mia.pk).check_password(PASSWORD)


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client: Client) -> None:
    answer = client.post(RESET, {"email": "nobody@court.example"})

    assert answer.url == CONFIRM
    assert client.get(CONFIRM).status_code == 200
    assert mail.outbox == []


def test_six_resets_of_one_account_within_an_hour_are_refused(client: Client) -> None:
    person("mia")
    for _ in range(5):
        client.post(RESET, {"email": "mia@court.example"})

    answer = client.post(RESET, {"email": "mia@court.example"})

    assert answer.status_code == 429
    assert len(mail.outbox) == 5
