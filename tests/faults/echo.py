"""A Redis that repeats itself: whatever is published comes again later, pairs in the wrong order."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from redis.asyncio import Redis

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from redis.asyncio.client import PubSub

LISTEN_SECONDS = 0.1


@asynccontextmanager
async def echoing(url: str) -> AsyncIterator[None]:
    """Echo all channels of this Redis for as long as the block runs."""
    over = asyncio.Event()
    async with Redis.from_url(url) as redis, redis.pubsub() as ears:
        await ears.psubscribe("*")
        repeating = asyncio.ensure_future(_repeat(redis, ears, over))
        try:
            yield
        finally:
            over.set()
            await repeating


async def _repeat(redis: Redis, ears: PubSub, over: asyncio.Event) -> None:
    echoes: set[bytes] = set()
    kept: list[tuple[bytes, bytes]] = []
    while not over.is_set():
        heard = await ears.get_message(ignore_subscribe_messages=True, timeout=LISTEN_SECONDS)
        if heard is None or heard["data"] in echoes:
            continue
        kept.append((heard["channel"], heard["data"]))
        if len(kept) == 2:
            echoes |= {data for _, data in kept}
            for channel, data in reversed(kept):
                await redis.publish(channel, data)
            kept.clear()
