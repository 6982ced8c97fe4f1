"""Tells all web processes that an order was given, so that they look at once. Not here: the orders (models.control).

A hint says nothing and may be lost: each process reads the orders once a second anyway.
"""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction
from redis.exceptions import RedisError

from rooms.beside import run_beside

if TYPE_CHECKING:
    from collections.abc import Callable

GROUP = "orders"
PATIENCE_SECONDS = 1.0
FAULTS = (RedisError, OSError, TimeoutError)


class Hinter:
    """One hint under way and one waiting are enough for any number of orders."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._is_sending = False
        self._is_wanted = False

    def hint(self) -> None:
        """Send a hint from any thread, without waiting for it."""
        with self._lock:
            self._is_wanted = True
            if self._is_sending:
                return
            self._is_sending = True
        run_beside(self._send())

    async def _send(self) -> None:
        while self._take():
            # Whatever happens to this hint, the next one must go.
            with suppress(Exception):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await get_channel_layer().group_send(GROUP, {"type": "order.given"})

    def _take(self) -> bool:
        with self._lock:
            self._is_sending, self._is_wanted = self._is_wanted, False
            return self._is_sending


hinter = Hinter()


def hint_on_commit() -> None:
    """With the caller's order; on a site of one process the database itself is quick enough."""
    if settings.REDIS_URLS:
        transaction.on_commit(hinter.hint)


async def listen(on_hint: Callable[[], None]) -> None:
    """Hear the hints of all processes, this one's too, for as long as Redis answers."""
    layer = get_channel_layer()
    try:
        channel = await layer.new_channel()
        await layer.group_add(GROUP, channel)
        while True:
            await layer.receive(channel)
            on_hint()
    except FAULTS:
        # The layer keeps what it could not subscribe to: let the next time begin anew.
        await layer.flush()
