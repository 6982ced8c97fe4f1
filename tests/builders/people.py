"""The cast of the tests: mia (mentor), noah (mentee), omar (another member), zoe (an outsider)."""

from __future__ import annotations

from functools import cache

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher, make_password
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from server.accounts import sign_ins
from server.accounts.models import Person
from server.accounts.sessions import SessionStore

PASSWORD = "correct-horse-battery-41"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class QuickArgon2(Argon2PasswordHasher):
    """The site's own is slow on purpose; here it is the same for as little as it takes."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


@cache
def password_hash(hashers: tuple[str, ...]) -> str:
    """Once per run is enough."""
    return make_password(PASSWORD)


def person(name: str, **fields: object) -> Person:
    """A person who can sign in as `<name>@court.example` with PASSWORD."""
    email = f"{name.lower()}@court.example"
    password = password_hash(tuple(settings.PASSWORD_HASHERS))
    row = Person.objects.create(email=email, **{"name": name.title(), "password": password, **fields})
    EmailAddress.objects.create(user=row, email=email, primary=True, verified=True)
    return row


def operator(name: str = "olga") -> Person:
    return person(name, is_operator=True)


def browser_of(person: Person, agent: str = FIREFOX) -> Client:
    """A browser in which the person is signed in, without the slow check of the password."""
    request = RequestFactory(headers={"user-agent": agent}).get("/")
    request.session = SessionStore()
    sign_ins.begin(request, person, address="127.0.0.1")
    request.session.save()
    client = Client(headers={"user-agent": agent})
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def token_of(client: Client) -> str:
    """What this browser's cookie holds."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def queries_of(client: Client, path: str) -> int:
    """How often the page asks the database."""
    with CaptureQueriesContext(connection) as made:
        client.get(path)
    return len(made)
