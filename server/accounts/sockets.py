"""Who opens a socket: the session cookie, looked up in a worker thread. Not here: what the socket may do (rooms)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, parse_cookie

from server.accounts.sessions import SessionStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from server.accounts.models.person import Person

    Scope = dict[str, Any]
    Application = Callable[[Scope, Any, Any], Awaitable[None]]


class SignInMiddleware:
    """Puts `person` (or None) and `sign_in` (the cookie's hash, or an empty string) into a socket's scope."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        person, sign_in = await database_sync_to_async(signed_in_person)(cookie_token(scope))
        await self.application({**scope, "person": person, "sign_in": sign_in}, receive, send)


def cookie_token(scope: Scope) -> str:
    values = [value.decode("latin1") for name, value in scope["headers"] if name == b"cookie"]
    return parse_cookie("; ".join(values)).get(settings.SESSION_COOKIE_NAME, "")


def signed_in_person(token: str) -> tuple[Person | None, str]:
    """The active person whose browser holds this token, and the sign-in's name."""
    request = HttpRequest()
    request.session = session = SessionStore(token)
    person = get_user(request) if session.session_key else AnonymousUser()
    return (person, session.sign_in) if person.is_authenticated else (None, "")
