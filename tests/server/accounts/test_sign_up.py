"""Creating an account: the address is proved by a code, and nobody learns who is here already."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.test import Client

from server.accounts.demo import mark_as_demo
from server.accounts.models import Person
from tests.builders.people import PASSWORD, person

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

SIGN_UP = "/account/signup/"
CONFIRM = "/account/confirm-email/"
MIA = {"name": "Mia", "email": "mia@court.example", "password1": PASSWORD, "time_zone": "Asia/Calcutta"}


@pytest.fixture(autouse=True)
def open_site(settings: SettingsWrapper) -> None:
    settings.SIGN_UP = "open"


def code_in(message: mail.EmailMessage) -> str:
    found = re.search(r"^[B-Z]{4}-[B-Z]{4}$", str(message.body), re.MULTILINE)
    assert found
    return found.group()


def test_account_is_created_signed_out_until_the_code_is_entered(client: Client) -> None:
    answer = client.post(SIGN_UP, MIA)

    assert answer.url == CONFIRM
    assert client.get("/me/").status_code == 302
    assert Person.objects.get(email="mia@court.example").emailaddress_set.get().verified is False


def test_the_code_confirms_the_address_and_signs_in(client: Client) -> None:
    client.post(SIGN_UP, MIA)

    answer = client.post(CONFIRM, {"code": code_in(mail.outbox[0])})

    mia = Person.objects.get(email="mia@court.example")
    assert answer.url == "/"
    assert (mia.name, mia.time_zone, mia.is_operator) == ("Mia", "Asia/Kolkata", False)
    assert mia.emailaddress_set.get().verified
    assert client.get("/me/").status_code == 200


def test_the_mail_tells_the_code_in_text_and_html(client: Client) -> None:
    client.post(SIGN_UP, MIA)

    message = mail.outbox[0]
    page = message.alternatives[0].content
    assert (message.subject, message.to) == ("Your code", ["mia@court.example"])
    assert "15 minutes" in message.body
    assert code_in(message) in page


def test_a_wrong_code_confirms_nothing(client: Client) -> None:
    client.post(SIGN_UP, MIA)

    answer = client.post(CONFIRM, {"code": "BBBB-BBBB"})

    assert "This code is wrong." in answer.content.decode()
    assert not Person.objects.get(email="mia@court.example").emailaddress_set.get().verified


def test_the_third_wrong_code_ends_the_try(client: Client) -> None:
    client.post(SIGN_UP, MIA)
    code = code_in(mail.outbox[0])
    for _ in range(3):
        client.post(CONFIRM, {"code": "BBBB-BBBB"})

    answer = client.post(CONFIRM, {"code": code})

    assert answer.url == "/account/login/"
    assert client.get("/me/").status_code == 302


def test_a_code_works_in_its_own_browser_only(client: Client) -> None:
    client.post(SIGN_UP, MIA)
    thief = Client()

    answer = thief.post(CONFIRM, {"code": code_in(mail.outbox[0])})

    assert answer.url == "/account/login/"
    assert not Person.objects.get(email="mia@court.example").emailaddress_set.get().verified


def test_a_known_address_gets_the_same_answer_and_a_mail(client: Client) -> None:
    person("mia")

    answer = client.post(SIGN_UP, MIA)

    assert answer.url == CONFIRM
    assert client.get(CONFIRM).status_code == 200
    assert Person.objects.filter(email="mia@court.example").count() == 1
    assert [message.subject for message in mail.outbox] == ["You have an account already"]


def test_a_common_password_is_refused(client: Client) -> None:
    answer = client.post(SIGN_UP, {**MIA, "password1": "password1234"})

    assert "too common" in answer.content.decode()
    assert not Person.objects.exists()


def test_too_many_sign_ups_from_one_address_are_refused(client: Client) -> None:
    for number in range(20):
        client.post(SIGN_UP, {**MIA, "email": f"p{number}@court.example", "password1": "short"})

    answer = client.post(SIGN_UP, MIA)

    assert answer.status_code == 429
    assert not Person.objects.exists()


def test_by_invitation_nobody_creates_an_account(client: Client, settings: SettingsWrapper) -> None:
    settings.SIGN_UP = "invitation"

    answer = client.post(SIGN_UP, MIA)

    assert "By invitation" in answer.content.decode()
    assert not Person.objects.exists()


def test_a_demo_takes_no_real_people(client: Client) -> None:
    mark_as_demo()

    client.post(SIGN_UP, MIA)

    assert not Person.objects.exists()
    assert mail.outbox == []
