"""Who opens a socket: the session cookie, looked up in a worker thread. Not here: what the socket may do (rooms)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, parse_cookie
from django.utils.crypto import constant_time_compare

from rooms.gathering import Gathering
from server.accounts.models.sign_in import SignIn, sign_in_id
from server.accounts.sessions import SessionStore

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from server.accounts.models.person import Person

    Scope = dict[str, Any]
    SignedIn = tuple[Person | None, str]
    Application = Callable[[Scope, Any, Any], Awaitable[None]]

# The rest of a person is not asked for by sockets, and takes longer to read than this.
NEEDED = ("contents", "person", "person__is_active", "person__password")


class SignInMiddleware:
    """Puts `person` (or None) and `sign_in` (the cookie's hash, or an empty string) into a socket's scope."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self._checks: WeakKeyDictionary[asyncio.AbstractEventLoop, Gathering[str, SignedIn]] = WeakKeyDictionary()

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        token = cookie_token(scope)
        signed_in = await self._check().ask(token) if token else (None, "")
        # Nothing of it is kept here: a connection lasts for hours.
        told = [{**scope, "person": signed_in[0], "sign_in": signed_in[1]}]
        del scope, token, signed_in
        await self.application(told.pop(), receive, send)

    def _check(self) -> Gathering[str, SignedIn]:
        """Those who come at the same time are looked up together."""
        loop = asyncio.get_running_loop()
        if loop not in self._checks:
            self._checks[loop] = Gathering(database_sync_to_async(signed_in_people))
        return self._checks[loop]


def cookie_token(scope: Scope) -> str:
    values = [value.decode("latin1") for name, value in scope["headers"] if name == b"cookie"]
    return parse_cookie("; ".join(values)).get(settings.SESSION_COOKIE_NAME, "")


def signed_in_people(tokens: Iterable[str]) -> dict[str, SignedIn]:
    """The active person behind each token; whatever is not quite in order is looked at alone."""
    ids = {token: sign_in_id(token) for token in tokens}
    found = SignIn.objects.open().filter(pk__in=ids.values()).select_related("person").only(*NEEDED)
    rows = {row.pk: row for row in found}
    return {token: _signed_in(token, rows.get(pk)) for token, pk in ids.items()}


def _signed_in(token: str, row: SignIn | None) -> SignedIn:
    if row is None:
        return None, ""
    return (row.person, row.pk) if is_in_order(row) else signed_in_person(token)


def is_in_order(row: SignIn) -> bool:
    """Whether the row is of its person, who is active and has not changed the password since."""
    contents, person = row.read(), row.person
    return (
        person is not None
        and person.is_active
        and contents.get(SESSION_KEY) == str(person.pk)
        and contents.get(BACKEND_SESSION_KEY) in settings.AUTHENTICATION_BACKENDS
        and constant_time_compare(contents.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash())
    )


def signed_in_person(token: str) -> SignedIn:
    """The active person whose browser holds this token, and the sign-in's name."""
    request = HttpRequest()
    request.session = session = SessionStore(token)
    person = get_user(request) if session.session_key else AnonymousUser()
    return (person, session.sign_in) if person.is_authenticated else (None, "")
