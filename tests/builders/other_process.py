"""Sends one message from a process of its own: `python -m tests.builders.other_process ROOM PERSON TEXT`.

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
    environment = {**os.environ, "DATABASE_URL": database_url()}
    arguments = [sys.executable, "-m", "tests.builders.other_process", str(room.pk), str(person.pk), text]
    subprocess.run(arguments, env=environment, check=True, timeout=60)


def main(room_id: str, person_id: str, text: str) -> None:
    django.setup()
    rooms, people, chat = map(import_module, ("rooms.models", "server.accounts.models", "tests.builders.chat"))
    chat.send(rooms.Room.objects.get(pk=room_id), people.Person.objects.get(pk=person_id), text)


if __name__ == "__main__":
    main(*sys.argv[1:])
