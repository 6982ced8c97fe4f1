"""How many messages a second the log takes: by the writer's group commit, and one transaction a message.

Run by `make bench`. Both go through the same verbs, sealing included, on a SQLite of their own.
"""

from __future__ import annotations

import statistics
import sys
import time
from threading import Semaphore
from typing import TYPE_CHECKING

import django

from tests import environment  # noqa: F401  (the settings read what it sets)

django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings)

from rooms.writer import Job, Writer  # noqa: E402
from tests.builders.chat import carry, sending  # noqa: E402
from tests.builders.people import person  # noqa: E402
from tests.builders.rooms import mentorship_room  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from rooms.models import Room
    from server.accounts.models import Person

ROOMS = 20
MESSAGES = 500
ROUNDS = 3
TEXT = "A hundred characters about the way in which a court hears both sides before it decides anything. "

Pair = tuple["Room", "Person"]


def main() -> None:
    call_command("migrate", verbosity=0)
    pairs = [pair(no) for no in range(ROOMS)]
    ways: dict[str, Callable[[list[Pair]], None]] = {"one by one": one_by_one, "group commit": in_groups}
    rates = {name: statistics.median(rate(way, pairs) for _ in range(ROUNDS)) for name, way in ways.items()}
    for name, value in rates.items():
        say(f"{name:<16}{value:8.0f} messages/s")
    ratio = rates["group commit"] / rates["one by one"]
    say(f"ratio {ratio:.1f} (median of {ROUNDS} rounds, {MESSAGES} messages in {ROOMS} rooms)")


def say(line: str) -> None:
    sys.stdout.write(f"  {line}\n")


def pair(no: int) -> Pair:
    mentor, mentee = person(f"mentor{no}"), person(f"mentee{no}")
    return mentorship_room(mentor, mentee), mentor


def rate(way: Callable[[list[Pair]], None], pairs: list[Pair]) -> float:
    started = time.perf_counter()
    way(pairs)
    return MESSAGES / (time.perf_counter() - started)


def one_by_one(pairs: list[Pair]) -> None:
    for no in range(MESSAGES):
        room, author = pairs[no % ROOMS]
        carry(room, author, sending(room, TEXT))


def in_groups(pairs: list[Pair]) -> None:
    """As sockets do: handed to the writer's thread, each answered once it is committed."""
    writer, answered = Writer(), Semaphore(0)
    writer.start()
    for no in range(MESSAGES):
        room, author = pairs[no % ROOMS]
        writer.submit(
            Job(f"lane{no % ROOMS}", author.pk, room.pk, sending(room, TEXT), lambda _answer: answered.release())
        )
    for _ in range(MESSAGES):
        answered.acquire()
    writer.stop()
    writer.join(seconds=10)


if __name__ == "__main__":
    main()
