"""Hints between processes: sent after the commit, heard at once, and missed by nobody when they are lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from channels.layers import get_channel_layer
from django.test import TestCase

from rooms.beside import run_beside
from rooms.hints import hinter, listen
from rooms.models.control import end_sign_in

if TYPE_CHECKING:
    from tests.builders.redis_server import RedisServer

WAIT_SECONDS = 20.0
AGAIN_SECONDS = 0.1


@pytest.fixture
def layer(settings, redis: RedisServer):
    """The channel layer of a site with Redis."""
    settings.REDIS_URLS = [redis.url]
    config = {"hosts": [{"address": redis.url}], "prefix": "test:layer:"}
    settings.CHANNEL_LAYERS = {
        "default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer", "CONFIG": config}
    }
    yield get_channel_layer()
    run_beside(get_channel_layer().flush()).result(WAIT_SECONDS)


async def heard_by_hinting(heard: asyncio.Event) -> bool:
    """Hint until it is heard, since listening begins in its own time."""
    async with asyncio.timeout(WAIT_SECONDS):
        while not heard.is_set():
            hinter.hint()
            await asyncio.wait([asyncio.ensure_future(heard.wait())], timeout=AGAIN_SECONDS)
    return True


async def listen_for_ever(heard: asyncio.Event) -> None:
    while True:
        await listen(heard.set)
        await asyncio.sleep(AGAIN_SECONDS)


async def test_hint_is_heard(layer) -> None:
    heard = asyncio.Event()
    listening = asyncio.ensure_future(listen(heard.set))

    assert await heard_by_hinting(heard)
    listening.cancel()
    await asyncio.wait([listening])


async def test_hint_is_heard_again_after_redis_came_back(layer, redis: RedisServer) -> None:
    heard = asyncio.Event()
    redis.stop()
    listening = asyncio.ensure_future(listen_for_ever(heard))
    for _ in range(100):
        hinter.hint()
    redis.start()

    assert await heard_by_hinting(heard)
    listening.cancel()
    await asyncio.wait([listening])


@pytest.mark.django_db
def test_order_hints_once_it_is_committed(layer) -> None:
    with TestCase.captureOnCommitCallbacks() as after_commit:
        end_sign_in("hash")

    assert after_commit == [hinter.hint]


@pytest.mark.django_db
def test_order_on_a_site_of_one_process_needs_no_hint() -> None:
    with TestCase.captureOnCommitCallbacks() as after_commit:
        end_sign_in("hash")

    assert after_commit == []
