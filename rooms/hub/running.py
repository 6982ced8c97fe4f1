"""The hub of the running event loop, started with the first connection, drained before the server stops."""

from __future__ import annotations

import asyncio
import random
import signal
import threading
from typing import TYPE_CHECKING, Any

from django.conf import settings

from rooms.hub.hub import Hub
from rooms.hub.keeper import Keeper

if TYPE_CHECKING:
    from collections.abc import Callable

WRITER_SECONDS = 2.0

_keepers: dict[asyncio.AbstractEventLoop, Keeper] = {}


def running_keeper(open_sign_ins: Callable[[set[str]], set[str]]) -> Keeper:
    """The keeper of this loop's hub; the first caller starts both."""
    loop = asyncio.get_running_loop()
    keeper = _keepers.get(loop)
    if keeper is None:
        hub = Hub(loop)
        keeper = _keepers[loop] = Keeper(hub, open_sign_ins=open_sign_ins)
        hub.start()
        keeper.start()
        drain_before(signal.SIGTERM, keeper)
    return keeper


async def stop_running() -> None:
    """End this loop's hub."""
    keeper = _keepers.pop(asyncio.get_running_loop(), None)
    if keeper:
        await keeper.stop()
        keeper.hub.stop()


def is_ready() -> bool:
    """Whether this process can serve: not draining, and no writer stuck."""
    return not any(keeper.hub.is_draining or keeper.hub.writer.is_stuck() for keeper in _keepers.values())


def drain_before(number: signal.Signals, keeper: Keeper) -> None:
    """Say goodbye to everybody before the server's own handler stops it; only the main thread can ask for that."""
    if threading.current_thread() is not threading.main_thread():
        return
    stop_server = signal.getsignal(number)
    loop = keeper.hub.loop

    async def drain_and_stop() -> None:
        await drain(keeper)
        if callable(stop_server):
            stop_server(number, None)

    def on_signal(_number: int, _frame: Any) -> None:
        loop.call_soon_threadsafe(lambda: loop.create_task(drain_and_stop()))

    if callable(stop_server):
        signal.signal(number, on_signal)


async def drain(keeper: Keeper) -> None:
    """Readiness off, commits finished, goodbyes spread over DRAIN_SECONDS; presence stays for who comes back."""
    hub = keeper.hub
    if hub.is_draining:
        return
    hub.is_draining = True
    hub.writer.stop()
    await asyncio.to_thread(hub.writer.join, WRITER_SECONDS)
    await hub.tracker.drain()
    connections = list(hub.connections)
    pause = settings.DRAIN_SECONDS / max(1, len(connections))
    for connection in connections:
        connection.bye(4001, "The server restarts.", retry_ms=random.randint(200, 1500))  # noqa: S311  (spread, not secrecy)
        await asyncio.sleep(pause)
