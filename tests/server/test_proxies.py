"""The proxies of docs/operations.md, as they are configured there, before processes that are restarted."""

from __future__ import annotations

import asyncio
import urllib.request
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest
from asgiref.sync import sync_to_async

from tests.builders.chatter import Chatter
from tests.builders.commands import free_port
from tests.builders.examples import Proxy, caddy_before, nginx_before
from tests.builders.grown_site import GrownSite
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.site import sign_in

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.django_db(transaction=True)

PROXIES = {"nginx": nginx_before, "caddy": caddy_before}


@pytest.fixture(params=PROXIES)
def proxied(request, db, redis, tmp_path) -> Iterator[tuple[Proxy, GrownSite]]:
    port = free_port()
    environment = {"REDIS_URL": redis.url, "SITE_URL": f"http://localhost:{port}", "TRUSTED_PROXIES": "1"}
    site = GrownSite(workers=0, **environment)
    command = PROXIES[request.param]([web.port for web in site.webs], port, tmp_path)
    if command is None:
        pytest.skip(f"There is no {request.param} on this machine, so its example was not tried.")
    with site, Proxy(command, port, tmp_path) as proxy:
        yield proxy, site


async def test_nothing_fails_behind_a_proxy_while_its_processes_restart(proxied):
    proxy, site = proxied
    mia = await sync_to_async(person)("mia")
    room = await sync_to_async(group_room)("Clerks", mia)
    chatter = Chatter(proxy, mia, await sync_to_async(sign_in)(mia), str(room.pk))
    running = asyncio.ensure_future(chatter.run())

    restarting = asyncio.ensure_future(asyncio.to_thread(site.restart_one_by_one))
    statuses = set()
    while not restarting.done():
        await chatter.say(f"Number {len(chatter.said)}")
        statuses |= await asyncio.to_thread(visit, proxy)
    await chatter.until_received(set(chatter.acknowledged.values()))

    running.cancel()
    await asyncio.wait([running])
    assert (restarting.result(), statuses) == ([0, 0, 0], {"page 200", "poll 401", "static 200"})
    assert list(chatter.history.texts.values()) == list(chatter.said.values())


def visit(proxy: Proxy) -> set[str]:
    """Somebody without a sign-in: a page, a poll and a file."""
    headers = {"Origin": proxy.url, "Content-Type": "application/json", "Cookie": f"csrf={'s' * 32}"}
    poll = urllib.request.Request(f"{proxy.url}/live/poll/", b"{}", {**headers, "X-CSRFToken": "s" * 32})
    return {
        f"page {status(f'{proxy.url}/account/login/')}",
        f"poll {status(poll)}",
        f"static {status(f'{proxy.url}/static/staticfiles.json')}",
    }


def status(request: str | urllib.request.Request) -> int:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except HTTPError as error:
        return error.code
