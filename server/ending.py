"""Lets requests finish before the server stops. Not here: goodbyes to sockets (rooms.hub.running)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Application = Callable[..., Awaitable[None]]

REQUEST_SECONDS = 2.0
ARRIVE_SECONDS = 0.1
STUCK_SECONDS = 5.0


class FinishRequests:
    """An ASGI application that holds up SIGTERM until its calls in flight have been answered.

    A request's thread may be waiting for the event loop: were the loop to end first, thread and process never would.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._in_flight = 0
        self._is_quiet = asyncio.Event()
        self._is_quiet.set()
        self._is_installed = False

    async def __call__(self, *call: Any) -> None:
        if not self._is_installed:
            self._install(asyncio.get_running_loop())
        self._in_flight += 1
        self._is_quiet.clear()
        try:
            await self._application(*call)
        finally:
            self._in_flight -= 1
            if not self._in_flight:
                self._is_quiet.set()

    def _install(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stand before the server's own handler; only the main thread can ask for that."""
        self._is_installed = True
        stop_server = signal.getsignal(signal.SIGTERM)
        if threading.current_thread() is not threading.main_thread() or not callable(stop_server):
            return

        async def finish_and_stop() -> None:
            await self._finish()
            exit_even_if_stuck()
            stop_server(signal.SIGTERM, None)

        tasks: list[asyncio.Task[None]] = []
        signal.signal(
            signal.SIGTERM,
            lambda *_: loop.call_soon_threadsafe(lambda: tasks.append(loop.create_task(finish_and_stop()))),
        )

    async def _finish(self) -> None:
        # What stands in the queues of the system was sent before anybody could know that we stop.
        await asyncio.sleep(ARRIVE_SECONDS)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._is_quiet.wait(), REQUEST_SECONDS)


def exit_even_if_stuck() -> None:
    """End the process in a while, should a thread hold it up."""
    timer = threading.Timer(STUCK_SECONDS, os._exit, [1])
    timer.daemon = True
    timer.start()
