"""The cache of several processes: counts of sign-ins and the like, through Redis. Not here: what is counted.

Limits must not vanish with Redis: each process also keeps what it wrote itself, and goes on from that meanwhile.
Values are plain data, so that whoever writes into Redis runs nothing here.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar, cast
from zlib import crc32

import msgspec
from django.conf import settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.utils.crypto import salted_hmac
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Disconnected
from redis.exceptions import RedisError
from redis.retry import Retry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REST_SECONDS = 1.0

T = TypeVar("T")


class Away(Exception):  # noqa: N818  (a state of Redis, not a fault of the caller)
    """This Redis does not answer, or did not a moment ago."""


class LosableCache(BaseCache):
    """Keys are shared out over the Redis of the site; LOCATION lists their addresses."""

    def __init__(self, urls: Sequence[str], params: dict[str, Any]) -> None:
        super().__init__(params)
        self._near = LocMemCache("losable", params)
        self._far = [Far(url) for url in urls]

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        try:
            packed = self._ask(key, version, lambda redis, name: cast("bytes | None", redis.get(name)))
        except Away:
            return self._near.get(key, default, version)
        return default if packed is None else msgspec.msgpack.decode(packed)

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        packed, seconds = msgspec.msgpack.encode(value), self._seconds(timeout)
        try:
            added = self._ask(key, version, lambda redis, name: redis.set(name, packed, ex=seconds, nx=True))
        except Away:
            return self._near.add(key, value, timeout, version)
        if added:
            self._near.set(key, value, timeout, version)
        return bool(added)

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        packed, seconds = msgspec.msgpack.encode(value), self._seconds(timeout)
        self._near.set(key, value, timeout, version)
        self._try(key, version, lambda redis, name: redis.set(name, packed, ex=seconds))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        seconds = self._seconds(timeout)
        touched = self._near.touch(key, timeout, version)

        def keep(redis: Redis, name: str) -> object:
            return redis.persist(name) if seconds is None else redis.expire(name, seconds)

        return bool(self._try(key, version, keep, touched))

    def delete(self, key: str, version: int | None = None) -> bool:
        deleted = self._near.delete(key, version)
        return bool(self._try(key, version, lambda redis, name: redis.delete(name), deleted))

    def clear(self) -> None:
        """Only what this process wrote: Redis holds more than a cache."""
        self._near.clear()

    def _try(
        self, key: str, version: int | None, question: Callable[[Redis, str], object], otherwise: object = None
    ) -> object:
        try:
            return self._ask(key, version, question)
        except Away:
            return otherwise

    def _ask(self, key: str, version: int | None, question: Callable[[Redis, str], T]) -> T:
        name = self.make_and_validate_key(key, version=version)
        far = self._far[crc32(name.encode()) % len(self._far)]
        return far.ask(lambda redis: question(redis, name))

    def _seconds(self, timeout: Any) -> int | None:
        """How long a value is kept; None for ever. What is to end at once ends within a second."""
        seconds = self.default_timeout if timeout is DEFAULT_TIMEOUT else timeout
        return None if seconds is None else max(1, int(seconds))


class Far:
    """One Redis, which is left alone for a moment after it did not answer: no request waits for it twice."""

    def __init__(self, url: str) -> None:
        patience: dict[str, Any] = {
            "socket_timeout": settings.REDIS_PATIENCE_SECONDS,
            "socket_connect_timeout": settings.REDIS_PATIENCE_SECONDS,
            # A connection that was cut while nobody used it says nothing about Redis.
            "retry": Retry(NoBackoff(), 1, (Disconnected,)),
        }
        self._redis = Redis.from_url(url, protocol=2, **patience)
        self._again_at = 0.0

    def ask(self, question: Callable[[Redis], T]) -> T:
        if time.monotonic() < self._again_at:
            raise Away
        try:
            return question(self._redis)
        except (RedisError, OSError) as fault:
            self._again_at = time.monotonic() + REST_SECONDS
            raise Away from fault


def hidden_key(key: str, prefix: str, version: int) -> str:
    """A name that tells nobody of which address or person something is counted."""
    return f"{prefix}:cache:{salted_hmac('cache', f'{version}|{key}', algorithm='sha256').hexdigest()}"
