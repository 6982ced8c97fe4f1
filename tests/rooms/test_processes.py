"""Two web processes with a Redis between them, or with none that answers: what one hears of the other, and how soon."""

from __future__ import annotations

import asyncio
import base64
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings

from rooms.models.control import end_sign_ins
from tests.builders.notes import Editor, encoded
from tests.builders.people import person
from tests.builders.rooms import membership
from tests.builders.site import Site, sign_in
from tests.builders.talk import Talk, talk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.builders.redis_server import RedisServer

pytestmark = pytest.mark.django_db(transaction=True)

REVOCATION_SECONDS = 2.0
WAIT_SECONDS = 20.0
SECRET = "s" * 32


@pytest.fixture(scope="module")
def sites(django_db_setup, django_db_blocker, redis_process: RedisServer):
    with django_db_blocker.unblock():
        both = [Site(REDIS_URL=redis_process.url, RATE_FACTOR="100") for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(Site.start, both))
    yield both
    for site in both:
        site.kill()


@pytest.fixture(scope="module")
def sites_apart(django_db_setup, django_db_blocker):
    """Two processes with nothing between them but the database."""
    with django_db_blocker.unblock():
        both = [Site(REDIS_URL="", RATE_FACTOR="100") for _ in range(2)]
    with ThreadPoolExecutor() as pool:
        list(pool.map(Site.start, both))
    yield both
    for site in both:
        site.kill()


@pytest.fixture
async def pair(sites: list[Site], redis: RedisServer, mia, noah, room) -> AsyncIterator[tuple[Talk, Talk]]:
    """Mia at one process and noah at the other, in the same room, with the bus between them at work."""
    tokens = [await sync_to_async(sign_in)(each) for each in (mia, noah)]
    async with AsyncExitStack() as stack:
        talks = [
            await stack.enter_async_context(talk(site, person, token, room))
            for site, person, token in zip(sites, (mia, noah), tokens, strict=True)
        ]
        await until_typing_is_seen(*talks)
        yield talks[0], talks[1]


async def until_typing_is_seen(here: Talk, there: Talk) -> None:
    """Typing goes by the bus alone: when it arrives, the processes are connected."""
    seen = asyncio.ensure_future(there.hear("typing.started"))
    while not seen.done():
        await here.pass_on("typing.start")
        await here.pass_on("typing.stop")
        await asyncio.wait([seen], timeout=0.5)


async def soon(coming: Any) -> Any:
    return await asyncio.wait_for(coming, WAIT_SECONDS)


async def test_message_arrives_at_the_other_process(pair) -> None:
    here, there = pair

    await here.ask("message.send", text="From the other side")

    assert (await soon(there.hear("message.sent")))["data"]["message"]["text"] == "From the other side"


@pytest.mark.parametrize("fault", ["none", "stop"])
async def test_change_of_a_note_arrives_at_the_other_process(pair, redis: RedisServer, fault: str) -> None:
    (here, there), ours, theirs = pair, Editor(), Editor()
    await there.pass_on("note.open", note="room")
    if fault != "none":
        getattr(redis, fault)()

    for word in ("One. ", "Two. ", "Three."):
        for update in ours.write(word).changes():
            await here.pass_on("note.update", note="room", update=encoded(update))

    for _ in range(3):
        theirs.take(base64.b64decode((await soon(there.hear("note.updated")))["data"]["update"]))
    assert theirs.text == "One. Two. Three."


async def test_read_mark_shows_at_the_other_process(pair, mia) -> None:
    here, there = pair
    await there.ask("message.send", text="Have you read this?")
    await soon(here.hear("message.sent"))

    await here.pass_on("room.mark_read", no=1)

    assert (await soon(there.hear("room.marked_read")))["data"]["mark"] == {"person": str(mia.pk), "no": 1}


async def test_person_who_comes_to_the_other_process_is_shown(pair, sites: list[Site], room) -> None:
    here, _there = pair
    omar = await sync_to_async(person)("omar")
    await sync_to_async(membership)(room, omar, "observer")
    token = await sync_to_async(sign_in)(omar)

    async with talk(sites[1], omar, token, room):
        while str(omar.pk) not in str((shown := await soon(here.hear("presence.changed")))["data"]["here"]):
            pass

        assert shown["room"] == str(room.pk)


@pytest.mark.parametrize("fault", ["none", "pause", "stop", "flush"])
async def test_message_arrives_whatever_redis_does(pair, redis: RedisServer, fault: str) -> None:
    here, there = pair
    if fault != "none":
        getattr(redis, fault)()

    for number in range(5):
        await here.ask("message.send", text=str(number))

    texts = [(await soon(there.hear("message.sent")))["data"]["message"]["text"] for _ in range(5)]
    assert texts == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize("fault", ["none", "pause", "stop"])
async def test_person_is_signed_out_of_all_processes_in_time(pair, mia, redis: RedisServer, fault: str) -> None:
    here, _there = pair
    if fault != "none":
        getattr(redis, fault)()
    started = time.monotonic()

    await sync_to_async(end_sign_ins)(mia.pk)
    bye = await soon(here.hear("bye"))

    assert (bye["data"]["code"], time.monotonic() - started < REVOCATION_SECONDS) == (4401, True)


@pytest.mark.parametrize("without", ["redis", "nothing"])
async def test_sign_in_ended_on_one_process_closes_its_socket_on_another(request, mia, room, without: str) -> None:
    here, elsewhere = request.getfixturevalue("sites_apart" if without == "redis" else "sites")
    token = await sync_to_async(sign_in)(mia)

    async with talk(elsewhere, mia, token, room) as socket:
        hearing = asyncio.ensure_future(socket.hear("bye"))
        status = await asyncio.to_thread(sign_out, here, token)
        ended = time.monotonic()
        bye = await soon(hearing)

    assert (status, bye["data"]["code"], time.monotonic() - ended < REVOCATION_SECONDS) == (200, 4401, True)


def sign_out(site: Site, token: str) -> int:
    """As the button does it."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={token}; {settings.CSRF_COOKIE_NAME}={SECRET}"
    headers = {"Cookie": cookie, "X-CSRFToken": SECRET, "Origin": site.url}
    request = urllib.request.Request(f"{site.url}/account/logout/", b"", headers)
    with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:
        return answer.status


async def test_processes_find_each_other_again_when_redis_is_back(pair, redis: RedisServer) -> None:
    redis.stop()
    redis.start()

    await asyncio.wait_for(until_typing_is_seen(*pair), WAIT_SECONDS)


def home_of(someone, site: Site) -> str:
    """Home as this person sees it at a process."""
    cookie = f"{settings.SESSION_COOKIE_NAME}={sign_in(someone)}"
    with urllib.request.urlopen(urllib.request.Request(site.url, headers={"Cookie": cookie}), timeout=30) as answer:
        return answer.read().decode()


def test_operators_alone_are_told_for_as_long_as_redis_is_away(sites: list[Site], redis: RedisServer, mia) -> None:
    operator = person("omar", is_operator=True)
    redis.stop()
    line, until = "Redis does not answer. Messages go on", time.monotonic() + WAIT_SECONDS
    while line not in home_of(operator, sites[0]) and time.monotonic() < until:
        pass
    shown = line in home_of(operator, sites[0]), line in home_of(mia, sites[0])
    redis.start()
    while line in home_of(operator, sites[0]) and time.monotonic() < until:
        pass

    assert (shown, line in home_of(operator, sites[0])) == ((True, False), False)


def test_site_is_ready_without_redis(sites: list[Site], redis: RedisServer) -> None:
    redis.stop()

    with urllib.request.urlopen(f"{sites[0].url}/readyz", timeout=WAIT_SECONDS) as answer:
        assert answer.status == 200


def test_site_starts_without_redis_and_logs_it_once(redis: RedisServer, mia) -> None:
    redis.stop()
    site = Site(REDIS_URL=redis.url)
    site.start()
    try:
        home = home_of(mia, site)
    finally:
        site.stop()

    assert "Welcome, Mia" in home
    assert site.log.read_text().count("Redis does not answer") == 1
