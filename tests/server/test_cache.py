"""The cache over Redis: shared while it answers, the process's own while it does not, and never a way in."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from django.core.cache import caches
from django.urls import reverse

from server.cache import REST_SECONDS, LosableCache
from tests.builders.people import person
from tests.builders.redis_server import redis_server

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from tests.builders.redis_server import RedisServer

PARAMS = {"KEY_FUNCTION": "server.cache.hidden_key", "KEY_PREFIX": "test"}
PATIENCE_SECONDS = 3.0


def cache_over(*servers: RedisServer) -> LosableCache:
    cache = LosableCache([server.url for server in servers], PARAMS)
    cache.clear()
    return cache


@pytest.fixture
def pair(redis: RedisServer) -> tuple[LosableCache, LosableCache]:
    """The caches of two processes; what each keeps for itself is apart."""
    here, there = cache_over(redis), cache_over(redis)
    there._near._cache, there._near._expire_info = type(there._near._cache)(), {}
    return here, there


def test_values_are_shared(pair: tuple[LosableCache, LosableCache]) -> None:
    here, there = pair
    here.set("times", [1.5, 2.5], 60)

    assert (there.get("times"), there.get("nothing", "default"), there.get("nothing")) == ([1.5, 2.5], "default", None)


def test_add_is_granted_to_one_process(pair: tuple[LosableCache, LosableCache]) -> None:
    here, there = pair

    assert (here.add("lock", True, 60), there.add("lock", True, 60), there.delete("lock")) == (True, False, True)
    assert there.add("lock", True, 60)


def test_values_end_in_redis_too(redis: RedisServer, pair: tuple[LosableCache, LosableCache]) -> None:
    here, _there = pair
    here.set("a", 1, 60)
    here.set("b", 1, None)
    here.touch("b", 30)

    ttls = sorted(redis.command("TTL", key) for key in redis.command("KEYS", "*"))

    assert ttls == [30, 60]


def test_numbers_are_counted(pair: tuple[LosableCache, LosableCache]) -> None:
    here, there = pair
    here.set("count", 1, 60)

    there.incr("count")

    assert here.get("count") == 2


def test_redis_sees_neither_keys_nor_foreign_objects(redis: RedisServer) -> None:
    cache = cache_over(redis)
    cache.set("login:192.0.2.7", [1.0], 60)

    with pytest.raises(TypeError):
        cache.set("object", object(), 60)

    assert "192.0.2.7" not in str(redis.command("KEYS", "*"))


@pytest.mark.parametrize("fault", ["stop", "pause"])
def test_process_goes_on_from_what_it_wrote_itself(
    redis: RedisServer, pair: tuple[LosableCache, LosableCache], fault: str
) -> None:
    here, _there = pair
    here.set("times", [1.5], 60)
    getattr(redis, fault)()

    before = here.get("times")
    here.set("times", [1.5, 2.5], 60)

    assert (before, here.get("times"), here.add("times", []), here.delete("times")) == ([1.5], [1.5, 2.5], False, True)


def test_paused_redis_is_waited_for_once(redis: RedisServer) -> None:
    cache = cache_over(redis)
    redis.pause()
    started = time.monotonic()

    for number in range(50):
        cache.set(str(number), number)

    assert time.monotonic() - started < PATIENCE_SECONDS


def test_redis_is_used_again_when_it_is_back(redis: RedisServer, pair: tuple[LosableCache, LosableCache]) -> None:
    here, there = pair
    redis.stop()
    here.set("times", [1.5], 60)
    redis.start()
    until = time.monotonic() + 10 * REST_SECONDS

    while there.get("times") is None and time.monotonic() < until:
        here.set("times", [1.5], 60)

    assert there.get("times") == [1.5]


def test_keys_are_shared_out_and_one_lost_redis_leaves_the_others(redis: RedisServer) -> None:
    with redis_server() as second:
        cache = cache_over(redis, second)
        for number in range(20):
            cache.set(str(number), number)
        counts = [len(server.command("KEYS", "*")) for server in (redis, second)]
        second.kill()

        assert [cache.get(str(number)) for number in range(20)] == list(range(20))
    assert sum(counts) == 20
    assert min(counts) > 0


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["ensure_up", "stop", "pause"])
def test_guessing_a_password_is_stopped_whatever_redis_does_meanwhile(
    client: Client, settings: SettingsWrapper, redis: RedisServer, fault: str
) -> None:
    settings.CACHES = {"default": {"BACKEND": "server.cache.LosableCache", "LOCATION": [redis.url], **PARAMS}}
    caches["default"].clear()
    guess = {"login": person("mia").email, "password": "not-the-password"}
    for _ in range(3):
        client.post(reverse("account_login"), guess)
    getattr(redis, fault)()

    answers = [client.post(reverse("account_login"), guess).content.decode() for _ in range(3)]

    assert ["Too many tries." in answer for answer in answers] == [False, False, True]
