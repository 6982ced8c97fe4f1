"""The pool of connections to PostgreSQL: far more people than connections, and none of these is lost."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings

from tests.builders.database import only_postgres
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.site import Site, sign_in
from tests.builders.talk import talk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.builders.talk import Talk

pytestmark = [pytest.mark.django_db(transaction=True), only_postgres]

POOL = 8
REQUESTS = 80
SOCKETS = 40


@pytest.fixture(name="site")
def small_site(db: None) -> Iterator[Site]:
    site = Site(DATABASE_POOL=str(POOL), RATE_FACTOR="1000")
    site.start()
    yield site
    site.kill()


async def ask(site: Site, token: str, path: str = "/rooms/", *, patience_seconds: float = 60.0) -> str:
    """The first line of the answer to a request; nothing when we leave before."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    head = f"Host: localhost:{site.port}\r\nCookie: {settings.SESSION_COOKIE_NAME}={token}\r\nConnection: close\r\n\r\n"
    writer.write(f"GET {path} HTTP/1.1\r\n{head}".encode())
    try:
        return (await asyncio.wait_for(reader.readline(), patience_seconds)).decode().strip()
    except TimeoutError:
        return ""
    finally:
        writer.close()


async def said(line: Talk) -> bool:
    return bool((await line.ask("message.send", text="Hi"))["ok"])


async def test_crowd_shares_a_few_connections_and_gives_all_of_them_back(site: Site) -> None:
    mia = await sync_to_async(person)("mia")
    room = await sync_to_async(group_room)("Clerks", mia)
    token = await sync_to_async(sign_in)(mia)
    async with AsyncExitStack() as stack:
        opening = [stack.enter_async_context(talk(site, mia, token, room)) for _ in range(SOCKETS)]
        lines = await asyncio.gather(*opening)
        impatient = [ask(site, token, patience_seconds=0.3) for _ in range(REQUESTS // 4)]
        patient = [ask(site, token, path) for path in ["/readyz"] * 3 + ["/rooms/"] for _ in range(REQUESTS // 4)]
        _gone, answers, sent = await asyncio.gather(
            asyncio.gather(*impatient), asyncio.gather(*patient), asyncio.gather(*map(said, lines))
        )

    assert (set(answers), set(sent)) == ({"HTTP/1.1 200 OK"}, {True})
    # Whoever left took nothing along: as many as before can be served at the same moment.
    assert set(await asyncio.gather(*[ask(site, token) for _ in range(4 * POOL)])) == {"HTTP/1.1 200 OK"}
