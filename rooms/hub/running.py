"""The hub of the running event loop, started with the first connection, and its leave. Not here: when it ends."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from django.conf import settings

from rooms.hub.hub import Hub
from rooms.hub.keeper import Keeper

if TYPE_CHECKING:
    from collections.abc import Callable

# Goodbyes go out in this many portions, so that those who come back elsewhere do not come all at once.
PORTIONS = 20

_keepers: dict[asyncio.AbstractEventLoop, Keeper] = {}
_draining: set[asyncio.AbstractEventLoop] = set()


def running_keeper(open_sign_ins: Callable[[set[str]], set[str]]) -> Keeper:
    """The keeper of this loop's hub; the first caller starts both."""
    loop = asyncio.get_running_loop()
    keeper = _keepers.get(loop)
    if keeper is None:
        hub = Hub(loop)
        hub.is_draining = loop in _draining
        keeper = _keepers[loop] = Keeper(hub, open_sign_ins=open_sign_ins)
        hub.start()
        keeper.start()
    return keeper


async def stop_running() -> None:
    """End this loop's hub."""
    loop = asyncio.get_running_loop()
    _draining.discard(loop)
    keeper = _keepers.pop(loop, None)
    if keeper:
        await keeper.stop()
        keeper.hub.stop()


def is_ready() -> bool:
    """Whether this process can serve: not draining, and no writer stuck."""
    return not _draining and not any(keeper.hub.writer.is_stuck() for keeper in _keepers.values())


async def drain() -> None:
    """Readiness off at once, goodbyes spread over DRAIN_SECONDS; presence stays for who comes back elsewhere.

    It takes that long even when nobody is connected: proxies need the time to notice.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + settings.DRAIN_SECONDS
    _draining.add(loop)
    keeper = _keepers.get(loop)
    if keeper:
        keeper.hub.is_draining = True
        await keeper.hub.tracker.drain()
        await _take_leave(keeper.hub, until)
    await asyncio.sleep(until - loop.time())


async def _take_leave(hub: Hub, until: float) -> None:
    for portions in range(PORTIONS, 0, -1):
        staying = [each for each in hub.connections if not each.is_closing]
        for connection in staying[: -(-len(staying) // portions)]:
            connection.send_elsewhere()
        await asyncio.sleep((until - hub.loop.time()) / portions)


async def finish_commits(seconds: float) -> None:
    """Carry out what was submitted, and nothing more."""
    keeper = _keepers.get(asyncio.get_running_loop())
    if keeper:
        keeper.hub.writer.stop()
        await asyncio.to_thread(keeper.hub.writer.join, seconds)
