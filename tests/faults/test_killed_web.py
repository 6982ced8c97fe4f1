"""The web process dies under load: nothing acknowledged is lost, nothing comes twice, all see one order."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async

from rooms.models import Message
from tests.builders.chatter import Chatter
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.site import Site, sign_in

pytestmark = pytest.mark.django_db(transaction=True)

SENDS = 12


@pytest.fixture
def site(db):
    site = Site(RATE_FACTOR="100")
    site.start()
    yield site
    site.kill()


@pytest.fixture
def people(db):
    return [person(name) for name in ("mia", "noah", "omar")]


async def talk(chatters: list[Chatter], interrupt) -> None:
    """Everybody says SENDS things at once; the interruption comes when a third of them is acknowledged."""
    running = [asyncio.ensure_future(chatter.run()) for chatter in chatters]

    async def say_all(chatter: Chatter) -> None:
        for number in range(SENDS):
            await chatter.say(f"{chatter.person} {number}")

    saying = asyncio.gather(*map(say_all, chatters))
    await chatters[0].until(lambda: len(chatters[0].acknowledged) >= SENDS // 3)
    await interrupt()
    await asyncio.wait_for(saying, 60)
    total = SENDS * len(chatters)
    for chatter in chatters:
        await chatter.until(lambda chatter=chatter: len(chatter.received) >= total)
    for task in running:
        task.cancel()
    # A socket is closed by its own task, which must have the time for it.
    await asyncio.wait(running)


async def check_histories(chatters: list[Chatter], room) -> None:
    """Every acknowledged message is there once, under the acknowledged seq, in the same order for everybody."""
    stored = await sync_to_async(lambda: list(Message.objects.filter(room=room).values_list("seq", flat=True)))()
    for chatter in chatters:
        assert chatter.order == sorted(stored)
        assert set(chatter.acknowledged.values()) <= set(stored)
        assert len(set(chatter.received.values())) == SENDS * len(chatters)


async def test_kill_and_restart_loses_and_doubles_nothing(site, people):
    room = await sync_to_async(group_room)("Clerks", *people)
    tokens = [await sync_to_async(sign_in)(each) for each in people]
    chatters = [Chatter(site, each, token, str(room.pk)) for each, token in zip(people, tokens, strict=True)]

    async def kill_and_restart() -> None:
        await asyncio.to_thread(site.kill)
        await asyncio.to_thread(site.start)

    await talk(chatters, kill_and_restart)

    await check_histories(chatters, room)


async def test_restart_says_goodbye_and_loses_nothing(site, people):
    room = await sync_to_async(group_room)("Clerks", *people)
    tokens = [await sync_to_async(sign_in)(each) for each in people]
    chatters = [Chatter(site, each, token, str(room.pk)) for each, token in zip(people, tokens, strict=True)]

    async def stop_and_restart() -> None:
        assert await asyncio.to_thread(site.stop) == 0
        await asyncio.to_thread(site.start)

    await talk(chatters, stop_and_restart)

    await check_histories(chatters, room)
