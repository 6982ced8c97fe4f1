"""Signing in with a password, and everybody who may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from server.accounts.models import Person
from tests.builders.people import PASSWORD, person

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/login/"


def try_to_sign_in(client: Client, email: str, password: str = PASSWORD, **headers: str) -> int:
    """The answer's status: 302 when it worked."""
    return client.post(SIGN_IN, {"login": email, "password": password}, headers=headers).status_code


def test_password_signs_in_whatever_the_case_of_the_address(client: Client) -> None:
    mia = person("mia")

    assert try_to_sign_in(client, " MIA@Court.example ") == 302
    assert client.get("/me/").context["user"] == mia


def test_the_page_asked_for_comes_after_signing_in(client: Client) -> None:
    person("mia")

    answer = client.post(SIGN_IN + "?next=/me/", {"login": "mia@court.example", "password": PASSWORD, "next": "/me/"})

    assert answer.url == "/me/"


def test_another_site_is_never_next(client: Client) -> None:
    person("mia")

    answer = client.post(SIGN_IN, {"login": "mia@court.example", "password": PASSWORD, "next": "https://evil.example/"})

    assert answer.url == "/"


def test_wrong_password_and_unknown_address_read_alike(client: Client) -> None:
    person("mia")

    wrong = client.post(SIGN_IN, {"login": "mia@court.example", "password": "not-the-password"})
    unknown = client.post(SIGN_IN, {"login": "nobody@court.example", "password": "not-the-password"})

    sentence = "The e-mail address or the password is wrong."
    assert (sentence in wrong.content.decode(), sentence in unknown.content.decode()) == (True, True)
    assert client.get("/me/").status_code == 302


def test_deactivated_person_is_refused(client: Client) -> None:
    person("mia", is_active=False)

    try_to_sign_in(client, "mia@court.example")

    assert client.get("/me/").status_code == 302


def test_the_site_itself_cannot_sign_in(client: Client) -> None:
    system = Person.objects.system()

    assert try_to_sign_in(client, system.email, "!") == 200
    assert (system.is_active, system.has_usable_password()) == (False, False)
    assert Person.objects.system() == system


def test_five_wrong_passwords_close_the_account_for_a_while(client: Client) -> None:
    person("mia")
    for number in range(5):
        try_to_sign_in(client, "mia@court.example", "not-the-password", **{"X-Forwarded-For": f"192.0.2.{number}"})

    answer = client.post(SIGN_IN, {"login": "mia@court.example", "password": PASSWORD})

    assert "Too many tries." in answer.content.decode()
    assert client.get("/me/").status_code == 302


def test_ten_wrong_passwords_close_the_address_for_a_while(client: Client) -> None:
    person("mia")
    for number in range(10):
        try_to_sign_in(client, f"nobody{number}@court.example", "not-the-password")

    try_to_sign_in(client, "mia@court.example")

    assert client.get("/me/").status_code == 302


def test_behind_a_proxy_each_visitor_has_tries_of_their_own(client: Client, settings: SettingsWrapper) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    person("mia")
    for number in range(10):
        try_to_sign_in(
            client, f"nobody{number}@court.example", "not-the-password", **{"X-Forwarded-For": "1.2.3.4, 192.0.2.1"}
        )

    spoofed = try_to_sign_in(client, "mia@court.example", **{"X-Forwarded-For": "192.0.2.2, 192.0.2.1"})
    other = try_to_sign_in(client, "mia@court.example", **{"X-Forwarded-For": "192.0.2.1, 192.0.2.2"})

    assert (spoofed, other) == (200, 302)


def test_sign_in_needs_the_forms_token() -> None:
    person("mia")
    strict = Client(enforce_csrf_checks=True)

    assert try_to_sign_in(strict, "mia@court.example") == 403


def test_sign_out_needs_a_post(client: Client) -> None:
    client.force_login(person("mia"))

    asked = client.get("/account/logout/")

    assert asked.status_code == 200
    assert client.get("/me/").status_code == 200
