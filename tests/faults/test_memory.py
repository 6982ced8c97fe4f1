"""What a web process keeps in memory does not grow with what is thrown at it, nor with what is not fetched from it."""

from __future__ import annotations

import asyncio
import json
import subprocess
from contextlib import suppress

import pytest
import websockets
from asgiref.sync import sync_to_async

from tests.builders.chatter import Chatter
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.site import Site, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

MEGABYTE = 1024
LONG = "\N{SCROLL}" * 7000
KILOBYTES = len(LONG.encode()) // 1024
WARM_MESSAGES = 200
LONG_MESSAGES = 700
FLOOD_FRAMES = 200_000
HANG_UP_SECONDS = 30.0


@pytest.fixture
def site(db):
    """With rates that nobody reaches."""
    site = Site(RATE_FACTOR="1000")
    site.start()
    yield site
    site.kill()


@pytest.fixture
def strict_site(db):
    site = Site()
    site.start()
    yield site
    site.kill()


@pytest.fixture
def people(db):
    return [person("mia"), person("noah")]


def chatters_at(site: Site, people: list) -> list[Chatter]:
    room = group_room("Clerks", *people)
    return [Chatter(site, each, sign_in(each), str(room.pk)) for each in people]


def memory_of(site: Site) -> int:
    """Resident kilobytes of the web process."""
    told = subprocess.run(["ps", "-o", "rss=", "-p", str(site.pid)], capture_output=True, text=True, check=True)
    return int(told.stdout)


async def stop(running: list[asyncio.Task[None]]) -> None:
    for task in running:
        task.cancel()
    await asyncio.wait(running)


async def flood(chatter: Chatter) -> None:
    """Throw frames without waiting for anything, until the site hangs up."""
    async with chatter.connect() as socket:
        await socket.send(chatter.hello())
        await socket.recv()
        with suppress(websockets.ConnectionClosed):
            for ref in range(1, FLOOD_FRAMES):
                await socket.send(json.dumps({"type": "typing.start", "ref": ref, "room": chatter.room}))
        await asyncio.wait_for(socket.wait_closed(), HANG_UP_SECONDS)


async def test_stalled_reader_costs_no_memory(site, people):
    reader, speaker = await sync_to_async(chatters_at)(site, people)
    running = [asyncio.ensure_future(each.run()) for each in (reader, speaker)]
    await speaker.say("Before")
    await reader.until_received(set(speaker.acknowledged.values()))
    reader.stall()
    await speaker.say_many(f"{no} {LONG}" for no in range(WARM_MESSAGES))
    before = memory_of(site)

    await speaker.say_many(f"{no} {LONG}" for no in range(WARM_MESSAGES, LONG_MESSAGES))
    grown = memory_of(site) - before
    reader.resume()
    await reader.until_received({LONG_MESSAGES + 1})
    await stop(running)

    # The caches of the database may still fill; what was not fetched is not kept.
    assert grown < (LONG_MESSAGES - WARM_MESSAGES) * KILOBYTES * 0.75


async def test_flood_is_hung_up_on_and_costs_no_memory(strict_site, people):
    quiet, loud = await sync_to_async(chatters_at)(strict_site, people)
    running = [asyncio.ensure_future(quiet.run())]
    await quiet.say("Before")
    before = memory_of(strict_site)

    await flood(loud)
    await quiet.say("After")
    grown = memory_of(strict_site) - before
    await stop(running)

    # A fraction of the twenty megabytes that were thrown: what a process warms up for, and garbage not collected yet.
    assert grown < 14 * MEGABYTE
