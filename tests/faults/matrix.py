"""Every fault that the site of this size can suffer, so many times each, and the table of what became of it."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection

from tests.builders.chatter import Chatter
from tests.builders.grown_site import GrownSite
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.site import sign_in
from tests.faults.strikes import ANYWHERE, ON_SERVERS, ON_SQLITE, Scene
from tests.faults.verdict import suffer

if TYPE_CHECKING:
    from collections.abc import Collection

    from server.accounts.models import Person
    from tests.builders.postgres_server import PostgresServer
    from tests.builders.redis_server import RedisServer
    from tests.faults.strikes import Strike
    from tests.faults.verdict import Verdict

PEOPLE = ("mia", "noah", "omar")
HEADINGS = ("runs", "sends", "acknowledged", "lost", "doubled", "disordered", "heal s, worst")


def run_all(
    size: str,
    runs: int,
    sends: int,
    postgres: PostgresServer | None,
    redis: RedisServer | None,
    *,
    only: Collection[str] = (),
) -> int:
    """The exit code: 0 when nothing was lost, doubled or out of order in any run, by all faults or only these."""
    call_command("migrate", verbosity=0)
    people = [person(name) for name in PEOPLE]
    is_grown = size == "grown"
    say(f"{f'On the {size} site':<28}" + "".join(f"{heading:>15}" for heading in HEADINGS))
    verdicts: list[Verdict] = []
    with GrownSite(webs=3 if is_grown else 1, workers=2 if is_grown else 1) as site:
        for name, strike in (ANYWHERE | (ON_SERVERS if is_grown else ON_SQLITE)).items():
            if only and name not in only:
                continue
            scenes = [Scene(site, chatters(site, people), postgres, redis) for _ in range(runs)]
            these = [run(scene, strike, sends) for scene in scenes]
            say(row(name, these))
            verdicts += these
    connection.close()
    return 0 if all(verdict.is_clean for verdict in verdicts) else 1


def chatters(site: GrownSite, people: list[Person]) -> list[Chatter]:
    """In a room of their own, so that no run sees what another left."""
    room = group_room("Clerks", *people)
    return [Chatter(site, each, sign_in(each), str(room.pk)) for each in people]


def run(scene: Scene, strike: Strike, sends: int) -> Verdict:
    # What the fault may break is not to be met by the next statement.
    connection.close()
    return asyncio.run(suffer(scene, strike, sends=sends))


def row(name: str, verdicts: list[Verdict]) -> str:
    sums = [
        sum(getattr(verdict, count) for verdict in verdicts)
        for count in ("sends", "acknowledged", "lost", "doubled", "disordered")
    ]
    worst = max(verdict.heal_seconds for verdict in verdicts)
    return f"{name:<28}" + "".join(f"{count:>15}" for count in (len(verdicts), *sums)) + f"{worst:>15.2f}"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
