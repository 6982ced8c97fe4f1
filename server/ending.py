"""The end of a web process in good order, told by SIGTERM. Not here: goodbyes to connections (rooms.hub.running)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any

from rooms.hub.running import drain, finish_commits

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

# With what the server itself needs, a process is gone two seconds after its last goodbye.
FINISH_SECONDS = 1.0
ARRIVE_SECONDS = 0.1
STUCK_SECONDS = 5.0


class OrderlyEnd:
    """An ASGI application that stands before the server's own handler of SIGTERM.

    Readiness goes off and the live side takes leave while everything that arrives is still answered; then the door is
    closed, requests and commits are finished, and the server stops. Were the event loop to end before a request's
    thread that waits for it, neither thread nor process ever would.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._in_flight = 0
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()
        self._is_installed = False
        self._ending: asyncio.Task[None] | None = None

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if not self._is_installed:
            self._install(asyncio.get_running_loop())
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            told = [scope]
            # A socket lasts for hours: what it came with is not kept that long.
            del scope
            await self._application(told.pop(), receive, send)

    async def _request(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        self._in_flight += 1
        self._is_quiet.clear()
        try:
            await self._application(scope, receive, send)
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._is_quiet.set()

    def _install(self, loop: asyncio.AbstractEventLoop) -> None:
        """The server sets its handler before the first call; only the main thread can ask for that."""
        self._is_installed = True
        stop_server = signal.getsignal(signal.SIGTERM)
        if threading.current_thread() is not threading.main_thread() or not callable(stop_server):
            return

        def begin() -> None:
            if self._ending is None:
                self._ending = loop.create_task(self._end(lambda: stop_server(signal.SIGTERM, None)))

        signal.signal(signal.SIGTERM, lambda *_: loop.call_soon_threadsafe(begin))

    async def _end(self, stop_server: Callable[[], object]) -> None:
        try:
            await drain()
            close_door()
            await self._finish()
        finally:
            exit_even_if_stuck()
            stop_server()

    async def _finish(self) -> None:
        # What stands in the queues of the system was sent before anybody could know that the door closes.
        await asyncio.sleep(ARRIVE_SECONDS)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS):
                await self._is_quiet.wait()
                await finish_commits(FINISH_SECONDS)


def close_door() -> None:
    """Take in who stands before it, then refuse connections, so that a proxy turns to another process at once.

    Daphne goes on listening until it stops, and whoever came last would be cut off. Other servers close it themselves.
    """
    reactor = sys.modules.get("twisted.internet.reactor")
    for reader in reactor.getReaders() if reactor else ():
        if hasattr(reader, "stopListening"):
            reader.doRead()
            reader.stopListening()


def exit_even_if_stuck() -> None:
    """End the process in a while, should a thread hold it up."""
    timer = threading.Timer(STUCK_SECONDS, os._exit, [1])
    timer.daemon = True
    timer.start()
