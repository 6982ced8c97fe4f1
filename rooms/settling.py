"""Settles between processes what each has given out of a person's credits. Not here: giving them (limits).

Each process gives out of its own bucket at once and settles every SETTLE_SECONDS, so nobody waits for Redis; what is
a small part of a burst, as almost everything is, only in each round of SMALL_ROUNDS. Whoever talks with n processes can
have n bursts within the first quarter of a second; what was too much is a debt, which is paid off before any process
gives again. Over a minute n processes give at most n bursts more than the rate.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from zlib import crc32

from django.conf import settings
from django.utils.crypto import salted_hmac
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rooms.limits import Limiter, Purse

SETTLE_SECONDS = 0.25
SMALL_ROUNDS = 8
SMALL_SHARE = 0.1
NAMES_HELD = 10_000
FORGET_MS = 1000

SETTLE = """
local time, answers = redis.call('TIME'), {}
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for i = 3, #ARGV, 4 do
  local key, spent = ARGV[1] .. ARGV[i], tonumber(ARGV[i + 1])
  local rate, burst = tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
  local held, left = redis.call('HMGET', key, 'left', 'at'), burst
  if held[1] then
    left = math.min(burst, tonumber(held[1]) + (now - tonumber(held[2])) / 1000 * rate)
  end
  left = left - spent
  redis.call('HSET', key, 'left', string.format('%.6f', left), 'at', now)
  redis.call('PEXPIRE', key, math.ceil((burst - left) / rate * 1000) + tonumber(ARGV[2]))
  answers[#answers + 1] = string.format('%.6f', left)
end
return answers
"""


class Settlement:
    """This process's part in it. Without Redis each process limits on its own, and what it gave then is forgiven."""

    def __init__(self, limiter: Limiter, urls: Sequence[str], *, prefix: str) -> None:
        self._limiter = limiter
        self._rounds = 0
        self._prefix = f"{prefix}:credits:"
        # Its own timeout for answers may swallow a cancellation; ours is set around each question.
        patience: dict[str, Any] = {
            "socket_timeout": None,
            "socket_connect_timeout": settings.REDIS_PATIENCE_SECONDS,
            "retry": Retry(NoBackoff(), 0),
        }
        self._shards = [Redis.from_url(url, protocol=2, decode_responses=True, **patience) for url in urls]
        self._settle = [shard.register_script(SETTLE) for shard in self._shards]

    async def settle_in_turn(self) -> None:
        """One round: large debts each time, all of them now and then."""
        self._rounds += 1
        await self.settle(SMALL_SHARE if self._rounds % SMALL_ROUNDS else 0.0)

    async def settle(self, least: float = 0.0) -> None:
        """Tell what was spent here since the last time, from this share of a burst on, and hear what is left."""
        spent: dict[int, dict[str, Purse]] = defaultdict(dict)
        for purse in self._limiter.take_spent(least):
            name = nameless(purse.kind, purse.key)
            spent[crc32(name.encode()) % len(self._shards)][name] = purse
        await asyncio.gather(*(self._settle_with(no, purses) for no, purses in spent.items()))

    async def _settle_with(self, no: int, purses: dict[str, Purse]) -> None:
        asked = [
            word
            for name, purse in purses.items()
            for word in (name, purse.spent, purse.rate.per_second, purse.rate.burst)
        ]
        with suppress(RedisError, OSError, TimeoutError):
            async with asyncio.timeout(settings.REDIS_PATIENCE_SECONDS):
                answers = await self._settle[no](args=[self._prefix, FORGET_MS, *asked])
            for purse, left in zip(purses.values(), answers, strict=True):
                self._limiter.correct(purse, float(left))

    async def close(self) -> None:
        for shard in self._shards:
            await shard.aclose()


@lru_cache(NAMES_HELD)
def nameless(kind: str, key: str) -> str:
    """Tells nobody whose credits these are, nor from which address."""
    return salted_hmac("credits", f"{kind}|{key}", algorithm="sha256").hexdigest()
