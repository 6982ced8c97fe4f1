"""Fills the database of a bench: people with open sign-ins, groups, mentorship pairs. Run in the site's environment.

`python -m tests.bench.stage FILE PEOPLE GROUP_SIZE PAIRS` writes what clients need to know as JSON.
"""

from __future__ import annotations

import json
import secrets
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402  (after the settings)
from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402

from rooms.board.goals import UNTOUCHED, WRITTEN  # noqa: E402
from rooms.board.pieces import ROLES, clear_fields, column_id, seal_words  # noqa: E402
from rooms.board.positions import spread  # noqa: E402
from rooms.models import Membership, Piece, Room, bulk  # noqa: E402
from rooms.rendering import moment  # noqa: E402
from rooms.vault import keyring, make_key  # noqa: E402
from server.accounts.models import Person  # noqa: E402
from server.accounts.models.sign_in import SignIn, sign_in_id  # noqa: E402

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
GOALS = 6
POSITIONS = spread(GOALS)


def main(file: str, people: int, group_size: int, pairs: int) -> None:
    call_command("release", verbosity=0)
    everybody = [Person(email=f"p{no}@court.example", name=f"Person {no}", password="!") for no in range(people)]
    Person.objects.bulk_create(everybody)
    told: dict[str, Any] = {
        "people": [[str(person.pk), token] for person, token in zip(everybody, sign_all_in(everybody), strict=True)],
        "groups": [group(everybody[first : first + group_size]) for first in range(0, people, group_size)],
        "boards": [pair(everybody[2 * no], everybody[2 * no + 1]) for no in range(pairs)],
    }
    Path(file).write_text(json.dumps(told))


def sign_all_in(people: list[Person]) -> list[str]:
    tokens = [secrets.token_urlsafe(32) for _ in people]
    until = timezone.now() + timedelta(days=1)
    rows = []
    for person, token in zip(people, tokens, strict=True):
        row = SignIn(pk=sign_in_id(token), person=person, expires_at=until)
        row.seal({
            SESSION_KEY: str(person.pk), BACKEND_SESSION_KEY: BACKEND, HASH_SESSION_KEY: person.get_session_auth_hash(),
        })  # fmt: skip
        rows.append(row)
    SignIn.objects.bulk_create(rows)
    return tokens


def group(people: list[Person]) -> str:
    room = Room.objects.create(kind=Room.Kind.GROUP, title="Bench", is_open=True)
    Membership.objects.bulk_create([Membership(room=room, person=person, role="member") for person in people])
    return str(room.pk)


def pair(mentor: Person, mentee: Person) -> dict[str, Any]:
    """A mentorship room with a board of goals, shared out among its columns."""
    room = Room.objects.create(kind=Room.Kind.MENTORSHIP)
    make_key(room)
    roles = ((mentor, "mentor"), (mentee, "mentee"))
    Membership.objects.bulk_create([Membership(room=room, person=person, role=role) for person, role in roles])
    columns = [column_id(room, role) for role in ROLES]
    goals = [goal(room, mentee, no, columns[no % len(columns)]) for no in range(GOALS)]
    bulk.insert(goals)
    return {"room": str(room.pk), "columns": [str(each) for each in columns], "goals": [str(each.pk) for each in goals]}


def goal(room: Room, mentee: Person, no: int, column: uuid.UUID) -> Piece:
    piece = Piece(pk=uuid.uuid4(), room=room, kind=Piece.Kind.GOAL, version=1, born=1, owner=mentee, state="active")
    piece.column, piece.position = column, POSITIONS[no]
    said = {"title": f"Goal {no}", "by": str(mentee.pk), "at": moment(timezone.now()), "starts_on": "2026-01-01"}
    words = {name: value for name, value in (WRITTEN | UNTOUCHED).items() if name not in clear_fields(piece.kind)}
    seal_words(piece, words | said, keyring.for_room(room))
    return piece


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
