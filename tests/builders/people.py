"""The cast of the tests: mia (mentor), noah (mentee), omar (another member), zoe (an outsider)."""

from __future__ import annotations

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from server.accounts.models import Person

PASSWORD = "correct-horse-battery-41"


@cache
def password_hash() -> str:
    """Argon2 is slow on purpose: once per run is enough."""
    return make_password(PASSWORD)


def person(name: str, **fields: object) -> Person:
    """A person who can sign in as `<name>@court.example` with PASSWORD."""
    email = f"{name.lower()}@court.example"
    row = Person.objects.create(email=email, **{"name": name.title(), "password": password_hash(), **fields})
    EmailAddress.objects.create(user=row, email=email, primary=True, verified=True)
    return row


def operator(name: str = "olga") -> Person:
    return person(name, is_operator=True)
