"""Says things from a process of its own, which is told them line by line and ends with ours.

Its bus reaches nobody here, so what it writes can only be found in the database.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

import django
from django.db import connection

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
    process = _process()
    assert process.stdin
    assert process.stdout
    print(json.dumps([verb, str(room.pk), str(person.pk), text]), file=process.stdin, flush=True)
    assert process.stdout.readline() == "done\n"


@cache
def _process() -> subprocess.Popen[str]:
    """Started once: a start takes far longer than anything it is told."""
    environment = {**os.environ, "DATABASE_URL": database_url()}
    arguments = [sys.executable, "-m", "tests.builders.other_process"]
    process = subprocess.Popen(
        arguments, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    atexit.register(process.communicate)
    return process


def main() -> None:
    django.setup()
    names = ("rooms.models", "server.accounts.models", "tests.builders.chat", "tests.builders.notes")
    rooms, people, chat, notes = map(import_module, names)
    deeds = {"send": chat.send, "write_note": notes.write_note}
    for line in sys.stdin:
        verb, room, person, text = json.loads(line)
        deeds[verb](rooms.Room.objects.get(pk=room), people.Person.objects.get(pk=person), text)
        # Nothing of it stays open beside a test that empties the database.
        connection.close()
        print("done", flush=True)  # noqa: T201  (the answer to who told it)


if __name__ == "__main__":
    main()
