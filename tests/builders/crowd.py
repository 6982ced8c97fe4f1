"""Books from several processes at once, many times in each; all are forks of `python -m tests.builders.crowd`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from functools import partial
from importlib import import_module
from multiprocessing import get_context
from typing import TYPE_CHECKING

import django
import time_machine

from tests.builders.database import database_url

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rooms.models import Membership

TRIES = 5


def tried_by_processes(count: int, members: Sequence[Membership], starts: Sequence[str]) -> Counter[str]:
    """How many bookings ended in which way; each process has a share of the starts, and books for all the members."""
    asked = {"members": [str(each.pk) for each in members], "shares": [starts[no::count] for no in range(count)]}
    command = [sys.executable, "-m", "tests.builders.crowd"]
    environment = {**os.environ, "DATABASE_URL": database_url()}
    done = subprocess.run(
        command, input=json.dumps(asked), env=environment, stdout=subprocess.PIPE, text=True, check=True, timeout=60
    )
    return Counter(json.loads(done.stdout))


def main() -> None:
    django.setup()
    # Loaded before the fork, by each of them.
    for name in ("calendar_sync.booking.booking", "tests.builders.booking", "tests.builders.threads"):
        import_module(name)
    asked = json.load(sys.stdin)
    with get_context("fork").Pool(len(asked["shares"])) as crowd:
        found = crowd.map(partial(tried, asked["members"]), asked["shares"], chunksize=1)
    json.dump(sum(found, Counter()), sys.stdout)


def tried(members: Sequence[str], starts: Sequence[str]) -> Counter[str]:
    """In one process, which opens connections of its own."""
    names = ("rooms.models", "calendar_sync.booking.booking", "tests.builders.booking", "tests.builders.sessions")
    models, booking, wishes, sessions = map(import_module, names)
    who = models.Membership.objects.filter(pk__in=members).select_related("room")
    deeds = [partial(insisted, partial(booking.book, each, wishes.wish(start))) for each in who for start in starts]
    with time_machine.travel(sessions.NOW, tick=True):
        found = import_module("tests.builders.threads").at_once(*deeds)
    return Counter("done" if isinstance(each, list) else type(each).__name__ for each in found)


def insisted(deed: Callable[[], object]) -> object:
    """Whom a busy machine asks to come again comes again, with the same form, as people do."""
    for _try in range(TRIES):
        try:
            return deed()
        except Exception as fault:
            if getattr(fault, "code", "") != "unavailable":
                raise
    raise TimeoutError


if __name__ == "__main__":
    main()
