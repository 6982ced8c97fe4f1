"""A socket's scope says who opened it: the person of an open sign-in, or nobody."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from server.accounts.models import Person, SignIn
from server.accounts.sockets import SignInMiddleware
from tests.builders.people import browser_of, token_of

pytestmark = pytest.mark.django_db(transaction=True)


async def seen_by_the_socket(cookie: str | None) -> tuple[Person | None, str]:
    seen: list[dict[str, Any]] = []

    async def socket(scope: dict[str, Any], _receive: Any, _send: Any) -> None:
        seen.append(scope)

    headers = [] if cookie is None else [(b"cookie", cookie.encode())]
    await SignInMiddleware(socket)({"type": "websocket", "headers": headers}, None, None)
    return seen[0]["person"], seen[0]["sign_in"]


def cookie_with(token: str) -> str:
    return f"theme=dark; {settings.SESSION_COOKIE_NAME}={token}"


@pytest.fixture
def token(mia: Person) -> str:
    return token_of(browser_of(mia))


@pytest.fixture
def deactivated(mia: Person, token: str) -> str:
    Person.objects.filter(pk=mia.pk).update(is_active=False)
    return token


@pytest.fixture
def expired(token: str) -> str:
    SignIn.objects.update(expires_at=timezone.now())
    return token


@pytest.fixture
def outdated(mia: Person, token: str) -> str:
    """A token from before the password was changed behind this site's back."""
    mia.set_password("another-long-password-9")
    mia.save()
    return token


@pytest.fixture
def stored_name(token: str) -> str:
    return SignIn.objects.get().pk


async def test_signed_in_person_and_sign_in_are_in_the_scope(mia: Person, token: str) -> None:
    who, sign_in = await seen_by_the_socket(cookie_with(token))

    assert who == mia
    assert sign_in == (await SignIn.objects.aget()).pk


async def test_without_a_cookie_nobody_is() -> None:
    assert await seen_by_the_socket(None) == (None, "")


async def test_unknown_token_is_nobody() -> None:
    assert await seen_by_the_socket(cookie_with("x" * 43)) == (None, "")


async def test_deactivated_person_is_nobody(deactivated: str) -> None:
    assert await seen_by_the_socket(cookie_with(deactivated)) == (None, "")


async def test_expired_sign_in_is_nobody(expired: str) -> None:
    assert await seen_by_the_socket(cookie_with(expired)) == (None, "")


async def test_sign_in_from_before_a_password_change_is_nobody(outdated: str) -> None:
    assert await seen_by_the_socket(cookie_with(outdated)) == (None, "")


async def test_the_stored_name_of_a_sign_in_is_no_token(stored_name: str) -> None:
    assert await seen_by_the_socket(cookie_with(stored_name)) == (None, "")
