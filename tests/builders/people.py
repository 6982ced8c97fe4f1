"""The cast of the tests: mia (mentor), noah (mentee), omar (another member), zoe (an outsider)."""

from __future__ import annotations

from server.accounts.models import Person

PASSWORD = "correct-horse-battery-41"


def person(name: str, **fields: object) -> Person:
    """A person who can sign in as `<name>@court.example` with PASSWORD."""
    email = f"{name.lower()}@court.example"
    return Person.objects.create_user(email, PASSWORD, **{"name": name.title(), **fields})
