"""Authenticator app and recovery codes: sealed in the database, asked for after the password."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client

from server.accounts.adapters import SecondFactorAdapter
from tests.builders.dump import database_text
from tests.builders.people import PASSWORD, browser_of, person

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

pytestmark = pytest.mark.django_db

ACTIVATE = "/account/2fa/totp/activate/"
SECOND_STEP = "/account/2fa/authenticate/"
CODES = "/account/2fa/recovery-codes/"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def mia_with_app() -> tuple[Client, str]:
    """Mia's browser, and the secret that her app holds."""
    client = browser_of(person("mia"))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get(ACTIVATE)
    secret = client.session[SECRET_SESSION_KEY]
    client.post(ACTIVATE, {"code": code_of(secret)})
    cache.clear()
    return client, secret


def browser_at_the_second_step() -> Client:
    client = Client()
    client.post("/account/login/", {"login": "mia@court.example", "password": PASSWORD})
    return client


def test_the_secret_stands_sealed_in_the_database() -> None:
    _, secret = mia_with_app()

    sealed = Authenticator.objects.get(type="totp").data["secret"]

    assert secret not in database_text()
    assert SecondFactorAdapter().decrypt(sealed) == secret


def test_while_the_app_is_being_added_its_secret_is_sealed_too() -> None:
    client = browser_of(person("mia"))
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    client.get(ACTIVATE)

    assert client.session[SECRET_SESSION_KEY] not in database_text()


def test_the_picture_is_part_of_the_page() -> None:
    client = browser_of(person("mia"))
    client.post("/account/reauthenticate/", {"password": PASSWORD})

    page = client.get(ACTIVATE).content.decode()

    assert "<svg:svg" in page or "<svg" in page
    assert "data:image" not in page


def test_a_wrong_code_turns_nothing_on() -> None:
    client = browser_of(person("mia"))
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get(ACTIVATE)

    client.post(ACTIVATE, {"code": "000000"})

    assert not Authenticator.objects.exists()


def test_the_password_is_asked_for_before_anything_is_added() -> None:
    client = browser_of(person("mia"))

    assert client.get(ACTIVATE).url.startswith("/account/reauthenticate/")


def test_the_password_alone_no_longer_signs_in() -> None:
    mia_with_app()

    client = browser_at_the_second_step()

    assert client.get(SECOND_STEP).status_code == 200
    assert client.get("/me/").status_code == 302


def test_the_apps_code_signs_in() -> None:
    _, secret = mia_with_app()
    client = browser_at_the_second_step()

    client.post(SECOND_STEP, {"code": code_of(secret)})

    assert client.get("/me/").status_code == 200


def test_the_apps_code_works_once() -> None:
    _, secret = mia_with_app()
    code = code_of(secret)
    browser_at_the_second_step().post(SECOND_STEP, {"code": code})
    second = browser_at_the_second_step()

    second.post(SECOND_STEP, {"code": code})

    assert second.get("/me/").status_code == 302


def test_a_recovery_code_works_once() -> None:
    owner, _ = mia_with_app()
    code = owner.get(CODES).context["unused_codes"][0]
    first, second = browser_at_the_second_step(), browser_at_the_second_step()

    first.post(SECOND_STEP, {"code": code})
    second.post(SECOND_STEP, {"code": code})

    assert (first.get("/me/").status_code, second.get("/me/").status_code) == (200, 302)
    assert code not in database_text()


def test_six_wrong_codes_close_the_second_step() -> None:
    _, secret = mia_with_app()
    client = browser_at_the_second_step()
    for _ in range(5):
        client.post(SECOND_STEP, {"code": "000000"})

    client.post(SECOND_STEP, {"code": code_of(secret)})

    assert client.get("/me/").status_code == 302


def test_an_added_app_is_told_by_mail(django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        mia_with_app()

    assert [message.subject for message in mail.outbox] == ["An authenticator app was added"]
