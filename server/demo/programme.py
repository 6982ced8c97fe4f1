"""Reads who the invented people are and which rooms they have. Not here: making them (seeding)."""

from __future__ import annotations

from pathlib import Path

import msgspec

PROGRAMME = Path(__file__).parent / "programme.toml"


class Character(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody invented; `voice` is the kind of part they speak in the big group room, `picture` what is drawn."""

    voice: str
    name: str
    pronouns: str
    position: str
    court: str
    region: str
    time_zone: str
    languages: str
    about: str
    picture: str = ""
    presence_audience: str = "rooms"


class Mentorship(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    script: str
    mentor: str
    mentee: str
    unread: dict[str, int]


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A group room; with `messages` its script is only the end of a year that has so many in all."""

    script: str
    title: str
    purpose: str
    open: bool
    moderator: str
    members: list[str]
    unread: dict[str, int]
    invited: list[str] = []
    messages: int = 0


class Programme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    domain: str
    people: dict[str, Character]
    mentorships: list[Mentorship]
    groups: list[Group]


def read_programme() -> Programme:
    return msgspec.toml.decode(PROGRAMME.read_bytes(), type=Programme)
