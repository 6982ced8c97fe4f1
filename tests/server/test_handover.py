"""Processes are restarted one after the other: nobody is seen to leave, and nothing that is said gets lost."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from presence.place import GRACE_SECONDS
from tests.builders.chatter import Chatter
from tests.builders.database import only_postgres
from tests.builders.grown_site import GrownSite
from tests.builders.history import History
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.site import Site, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

# Whoever left would be told of by then.
TOLD_SECONDS = GRACE_SECONDS + 3.0


class Watchful(History):
    """Remembers everybody who was seen to leave."""

    def __init__(self) -> None:
        super().__init__()
        self.gone: list[str] = []

    def change(self, change: dict[str, Any]) -> None:
        super().change(change)
        self.gone += change["gone"]


@pytest.fixture
def site(db, redis):
    with GrownSite(webs=3, workers=0, REDIS_URL=redis.url, DRAIN_SECONDS="2") as site:
        yield site


@pytest.fixture
def beside(site, redis):
    """A fourth process, which stays."""
    process = Site(REDIS_URL=redis.url, SITE_URL=site.url)
    process.start()
    yield SimpleNamespace(url=site.url, socket_url=process.socket_url)
    process.kill()


@pytest.fixture
def people(db):
    return [person(name) for name in ("mia", "noah", "omar")]


@only_postgres
async def test_rolling_restart_shows_nobody_leave_and_loses_nothing(site, beside, people):
    room = await sync_to_async(group_room)("Clerks", *people)
    tokens = [await sync_to_async(sign_in)(each) for each in people]
    doors = [site, site, beside]
    sender, _reader, observer = chatters = [
        Chatter(door, each, token, str(room.pk)) for door, each, token in zip(doors, people, tokens, strict=True)
    ]
    observer.history = Watchful()
    running = [asyncio.ensure_future(each.run()) for each in chatters]
    await observer.until_here({each.person for each in chatters})

    restarting = asyncio.ensure_future(asyncio.to_thread(site.restart_one_by_one))
    await say_steadily(sender, restarting)
    await asyncio.gather(*(each.until_received(set(sender.acknowledged.values())) for each in chatters))

    for task in running:
        task.cancel()
    await asyncio.wait(running)
    assert restarting.result() == [0, 0, 0]
    assert observer.history.gone == []
    for each in chatters:
        assert list(each.history.texts.values()) == list(sender.said.values())
        assert each.history.order == sorted(set(each.history.order))


async def say_steadily(sender: Chatter, restarting: asyncio.Future[list[int]]) -> None:
    """One message after the other, each acknowledged, until the last leave would have been told."""
    until = time.monotonic()
    while not restarting.done() or time.monotonic() < until:
        if not restarting.done():
            until = time.monotonic() + TOLD_SECONDS
        await sender.say(f"Number {len(sender.said)}")
