"""Changing one's address: proved by a code sent to the new one, told to both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core import mail

from server.accounts.models import Person
from tests.builders.people import PASSWORD, browser_of, person
from tests.server.accounts.test_sign_up import code_in

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

EMAIL = "/account/email/"
CONFIRM = "/account/confirm-email/"
REAUTHENTICATE = "/account/reauthenticate/"


def mia_who_just_confirmed_her_password() -> Client:
    client = browser_of(person("mia"))
    client.post(REAUTHENTICATE, {"password": PASSWORD})
    return client


def ask_for(client: Client, address: str) -> str:
    client.post(EMAIL, {"email": address, "action_add": "1"})
    return code_in(mail.outbox[0])


def test_nothing_changes_before_the_code() -> None:
    client = mia_who_just_confirmed_her_password()

    ask_for(client, "mia.new@court.example")

    assert mail.outbox[0].to == ["mia.new@court.example"]
    assert Person.objects.get().email == "mia@court.example"


def test_the_code_changes_the_address() -> None:
    client = mia_who_just_confirmed_her_password()
    code = ask_for(client, "mia.new@court.example")

    answer = client.post(CONFIRM, {"code": code})

    mia = Person.objects.get()
    assert answer.url == "/me/security/"
    assert mia.email == "mia.new@court.example"
    assert [(row.email, row.primary, row.verified) for row in mia.emailaddress_set.all()] == [
        ("mia.new@court.example", True, True)
    ]


def test_both_addresses_are_told() -> None:
    client = mia_who_just_confirmed_her_password()
    code = ask_for(client, "mia.new@court.example")

    client.post(CONFIRM, {"code": code})

    told = mail.outbox[1:]
    assert {message.subject for message in told} == {"Your e-mail address was changed"}
    assert [message.to for message in told] == [["mia@court.example"], ["mia.new@court.example"]]


def test_a_wrong_code_changes_nothing() -> None:
    client = mia_who_just_confirmed_her_password()
    ask_for(client, "mia.new@court.example")

    client.post(CONFIRM, {"code": "BBBB-BBBB"})

    assert Person.objects.get().email == "mia@court.example"


def test_the_password_is_asked_for_first() -> None:
    client = browser_of(person("mia"))

    answer = client.post(EMAIL, {"email": "mia.new@court.example", "action_add": "1"})

    assert answer.url.startswith(REAUTHENTICATE)
    assert mail.outbox == []


def test_somebody_elses_address_is_not_given_away() -> None:
    client = mia_who_just_confirmed_her_password()
    person("noah")

    client.post(EMAIL, {"email": "noah@court.example", "action_add": "1"})
    code = next((word for message in mail.outbox for word in str(message.body).split() if "-" in word), "BBBB-BBBB")
    client.post(CONFIRM, {"code": code})

    assert Person.objects.get(name="Mia").email == "mia@court.example"
