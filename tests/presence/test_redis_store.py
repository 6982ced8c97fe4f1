"""What only a store on a server can suffer: silence, loss, foreign keys; and that one of several does not spoil all."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from presence.redis_store import RedisStore
from presence.store import Unreachable
from presence.tracker import Tracker
from tests.builders.presence import Clock
from tests.builders.redis_server import redis_server

if TYPE_CHECKING:
    from tests.builders.redis_server import RedisServer

PREFIX = "test"
# Longer than the site's: a busy machine is no outage.
PATIENCE_SECONDS = 3.0
# crc32 sends the one to the first of two stores, and the other to the second.
FIRST, SECOND = "d", "a"


@pytest.fixture
async def store(redis: RedisServer):
    store = RedisStore(redis.url, prefix=PREFIX, patience=PATIENCE_SECONDS)
    yield store
    await store.close()


async def test_paused_redis_is_given_up_in_time(redis: RedisServer, store: RedisStore) -> None:
    await store.renew("p1", 15)
    redis.pause()

    async with asyncio.timeout(PATIENCE_SECONDS + 5):
        with pytest.raises(Unreachable):
            await store.renew("p1", 15)
    redis.resume()

    assert await store.renew("p1", 15) is True


async def test_absent_redis_is_found_when_it_comes(redis: RedisServer, store: RedisStore) -> None:
    redis.stop()
    with pytest.raises(Unreachable):
        await store.read("p1", ["room"])
    redis.start()

    assert await store.read("p1", ["room"]) == {"room": {}}


async def test_restarted_redis_has_forgotten_leases_and_history(redis: RedisServer, store: RedisStore) -> None:
    await store.renew("p1", 15)
    cursor = (await store.changes("p1", "")).cursor
    redis.kill()
    redis.start()

    with pytest.raises(Unreachable):
        await store.renew("p1", 15)
    assert await store.renew("p1", 15) is False
    assert (await store.changes("p1", cursor)).places is None


async def test_foreign_value_under_our_key_is_no_answer(redis: RedisServer, store: RedisStore) -> None:
    redis.command("SET", f"{PREFIX}:presence:leases", "somebody else's")

    with pytest.raises(Unreachable):
        await store.renew("p1", 15)


async def test_fields_written_after_the_lease_ran_out_are_reaped(store: RedisStore) -> None:
    await store.write("stalled", {("room", "mia"): "active"})

    await store.reap()

    assert await store.read("p2", ["room"]) == {"room": {}}
    assert await store.renew("stalled", 15) is False


async def test_nothing_is_kept_of_people_who_left(redis: RedisServer, store: RedisStore) -> None:
    await store.renew("p1", 15)
    people = [("room", "mia"), ("other", "noah")]
    await store.write("p1", dict.fromkeys(people, "active"))

    await store.write("p1", dict.fromkeys(people))

    kept = {key.decode() for key in redis.command("KEYS", "*")}
    assert kept == {f"{PREFIX}:presence:{name}" for name in ("leases", "changes", "state")}


async def test_silent_store_takes_none_of_the_others_places_along(redis: RedisServer) -> None:
    with redis_server() as second:
        stores = [RedisStore(server.url, prefix=PREFIX, patience=PATIENCE_SECONDS) for server in (redis, second)]
        here, there = (Tracker(stores, Clock(), name) for name in ("p1", "p2"))
        for place in (FIRST, SECOND):
            here.enter(place, "tab", "mia", visible=True)
            there.enter(place, "tab", "noah", visible=True)
        second.kill()

        for tracker in (here, there, here):
            await tracker.beat()
        for store in stores:
            await store.close()

    assert [sorted(dict(here.view(place).people)) for place in (FIRST, SECOND)] == [["mia", "noah"], ["mia"]]
