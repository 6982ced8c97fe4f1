"""Says something from a process of its own: `python -m tests.builders.other_process VERB ROOM PERSON TEXT`.

Its bus reaches nobody here, so what it writes can only be found in the database.
"""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING

import django

from tests.builders.database import database_url

if TYPE_CHECKING:
    from rooms.models import Room
    from server.accounts.models import Person


def send_elsewhere(room: Room, person: Person, text: str) -> None:
    """Have another process send the message; returns when it is committed."""
    _elsewhere("send", room, person, text)


def write_elsewhere(room: Room, person: Person, words: str) -> None:
    """Have another process write into the room's note."""
    _elsewhere("write_note", room, person, words)


def _elsewhere(verb: str, room: Room, person: Person, text: str) -> None:
    environment = {**os.environ, "DATABASE_URL": database_url()}
    arguments = [sys.executable, "-m", "tests.builders.other_process", verb, str(room.pk), str(person.pk), text]
    subprocess.run(arguments, env=environment, check=True, timeout=60)


def main(verb: str, room_id: str, person_id: str, text: str) -> None:
    django.setup()
    names = ("rooms.models", "server.accounts.models", "tests.builders.chat", "tests.builders.notes")
    rooms, people, chat, notes = map(import_module, names)
    deed = {"send": chat.send, "write_note": notes.write_note}[verb]
    deed(rooms.Room.objects.get(pk=room_id), people.Person.objects.get(pk=person_id), text)


if __name__ == "__main__":
    main(*sys.argv[1:])
