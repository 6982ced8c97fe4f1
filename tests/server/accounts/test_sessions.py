"""The cookie holds a token that is stored nowhere; its row is named by the hash and sealed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from server.accounts.models import SignIn
from server.accounts.models.sign_in import sign_in_id
from server.accounts.sessions import SessionStore
from tests.builders.dump import database_text, database_tokens
from tests.builders.people import PASSWORD, browser_of, person, token_of

pytestmark = pytest.mark.django_db

SIGN_IN = "/account/login/"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def opens_profile(token: str) -> bool:
    client = Client()
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: token})
    return client.get("/me/").status_code == 200


def test_row_is_named_by_the_hash_of_the_cookie() -> None:
    mia = person("mia")

    client = browser_of(mia)

    assert SignIn.objects.of(mia).get().pk == sign_in_id(token_of(client))
    assert opens_profile(token_of(client))


def test_cookie_stands_nowhere_in_the_database() -> None:
    client = browser_of(person("mia"))

    assert token_of(client) not in database_text()


def test_no_string_of_the_database_signs_in() -> None:
    mia = person("mia")
    browser_of(mia)
    tokens = database_tokens()

    openers = [token for token in tokens if opens_profile(token)]

    assert SignIn.objects.of(mia).get().pk in tokens
    assert openers == []


def test_contents_are_sealed() -> None:
    mia = person("mia")
    browser_of(mia)
    row = SignIn.objects.of(mia).get()

    assert row.read()["_auth_user_id"] == str(mia.pk)
    assert str(mia.pk).encode() not in bytes(row.contents)


def test_contents_of_another_row_open_nothing() -> None:
    mia, noah = person("mia"), person("noah")
    browser_of(mia)
    noahs = browser_of(noah)
    stolen = SignIn.objects.of(mia).get().contents

    SignIn.objects.of(noah).update(contents=stolen)

    assert not opens_profile(token_of(noahs))


def test_a_made_up_cookie_is_taken_back() -> None:
    client = Client()
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: "x" * 43})

    response = client.get("/me/")

    assert response.status_code == 302
    assert response.cookies[settings.SESSION_COOKIE_NAME].value == ""


def test_sign_in_changes_the_token() -> None:
    person("mia")
    client = Client()
    session = client.session
    session["before"] = 1
    session.save()
    before = token_of(client)

    client.post(SIGN_IN, {"login": "mia@court.example", "password": PASSWORD})

    assert token_of(client) != before
    assert not SessionStore().exists(before)


def test_cookie_is_kept_from_scripts_and_other_sites() -> None:
    person("mia")
    client = Client()

    answer = client.post(SIGN_IN, {"login": "mia@court.example", "password": PASSWORD})

    cookie = answer.cookies[settings.SESSION_COOKIE_NAME]

    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == settings.SESSION_COOKIE_AGE


def test_an_unused_sign_in_ends_after_its_age() -> None:
    mia = person("mia")
    with time_machine.travel(NOON, tick=False) as clock:
        client = browser_of(mia)
        clock.shift(settings.SESSION_COOKIE_AGE - 1)
        assert opens_profile(token_of(client))

    with time_machine.travel(NOON + timedelta(seconds=settings.SESSION_COOKIE_AGE * 2), tick=False):
        assert not opens_profile(token_of(client))


def test_use_renews_row_and_cookie_once_an_hour() -> None:
    mia = person("mia")
    with time_machine.travel(NOON, tick=False) as clock:
        client = browser_of(mia)
        clock.shift(3599)
        early = client.get("/me/")
        clock.shift(1)
        late = client.get("/me/")

    assert settings.SESSION_COOKIE_NAME not in early.cookies
    assert late.cookies[settings.SESSION_COOKIE_NAME].value == token_of(client)
    expected = NOON + timedelta(seconds=3600 + settings.SESSION_COOKIE_AGE)
    assert SignIn.objects.of(mia).get().expires_at == expected


def test_an_ended_sign_in_is_not_revived_by_a_late_save() -> None:
    late = SessionStore(token_of(browser_of(person("mia"))))
    late["seen"] = "now"
    SignIn.objects.all().delete()

    with pytest.raises(UpdateError):
        late.save()

    assert not SignIn.objects.exists()


def test_expired_rows_are_cleared() -> None:
    mia = person("mia")
    past = SignIn(pk="0" * 64, person=mia, contents=b"", expires_at=timezone.now())
    past.save()
    browser_of(mia)

    SessionStore.clear_expired()

    assert SignIn.objects.filter(pk=past.pk).count() == 0
    assert SignIn.objects.of(mia).count() == 1
