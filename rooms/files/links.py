"""Links that lead one person to one file for some minutes. Not here: who may see which file (keeping)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.signing import BadSignature, TimestampSigner

if TYPE_CHECKING:
    import uuid

LINK_SECONDS = 300


def make_ticket(person: uuid.UUID, file: uuid.UUID) -> str:
    """The end of the link; whom and what it is for stands in neither, and is signed with it."""
    return _signer().sign(_matter(person, file)).removeprefix(f"{_matter(person, file)}:")


def is_good(ticket: str, person: uuid.UUID, file: uuid.UUID) -> bool:
    try:
        _signer().unsign(f"{_matter(person, file)}:{ticket}", max_age=LINK_SECONDS)
    except BadSignature:
        return False
    return True


def _signer() -> TimestampSigner:
    return TimestampSigner(salt="rooms.files.link")


def _matter(person: uuid.UUID, file: uuid.UUID) -> str:
    return f"{person}/{file}"
