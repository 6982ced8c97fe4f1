"""The store that several processes share in a Redis, all of it losable. Not here: what is made of it (exchange).

Keys, below the prefix: `leases` (process by end), `place:X` (hash: process|person to mark), `own:P` (set of
place|person, to find a dead process's fields), `changes` (process|place by number), `state` (life, count, floor).
Each script is one step that nobody sees half done; time is the Redis's own, since clocks of machines differ.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast

from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from presence.store import CHANGES_KEPT, Changes, Unreachable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from presence.state import Mark
    from presence.store import Fields

# No longer than half a beat: whoever asks tells its people of each other meanwhile.
PATIENCE_SECONDS = 0.5

NOW = """
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end
"""

NOTE = """
local function note(prefix, process, places)
  local state, changes = prefix .. 'state', prefix .. 'changes'
  if next(places) == nil then return end
  local no = redis.call('HINCRBY', state, 'count', 1)
  for place in pairs(places) do
    redis.call('ZADD', changes, no, process .. '|' .. place)
  end
  local extra = redis.call('ZCARD', changes) - tonumber(ARGV[2])
  if extra > 0 then
    local last = redis.call('ZRANGE', changes, extra - 1, extra - 1, 'WITHSCORES')
    redis.call('HSET', state, 'floor', last[2])
    redis.call('ZREMRANGEBYRANK', changes, 0, extra - 1)
  end
end
"""

# A lease of 0 stands for fields that were written without one, or after it ran out: the next reaping takes them.
RENEW = (
    NOW
    + """
local leases = ARGV[1] .. 'leases'
local held = redis.call('ZSCORE', leases, ARGV[2])
redis.call('ZADD', leases, now() + ARGV[3], ARGV[2])
return (held and tonumber(held) > 0) and 1 or 0
"""
)

WRITE = (
    NOTE
    + """
local prefix, process, places = ARGV[1], ARGV[3], {}
redis.call('ZADD', prefix .. 'leases', 'NX', 0, process)
for i = 4, #ARGV, 3 do
  local place, person, mark = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local fields, own = prefix .. 'place:' .. place, prefix .. 'own:' .. process
  if mark == '' then
    redis.call('HDEL', fields, process .. '|' .. person)
    redis.call('SREM', own, place .. '|' .. person)
  else
    redis.call('HSET', fields, process .. '|' .. person, mark)
    redis.call('SADD', own, place .. '|' .. person)
  end
  places[place] = true
end
note(prefix, process, places)
"""
)

REAP = (
    NOW
    + NOTE
    + """
local prefix = ARGV[1]
for _, process in ipairs(redis.call('ZRANGEBYSCORE', prefix .. 'leases', 0, now())) do
  local places, own = {}, prefix .. 'own:' .. process
  for _, entry in ipairs(redis.call('SMEMBERS', own)) do
    local bar = string.find(entry, '|', 1, true)
    local place, person = string.sub(entry, 1, bar - 1), string.sub(entry, bar + 1)
    redis.call('HDEL', prefix .. 'place:' .. place, process .. '|' .. person)
    places[place] = true
  end
  redis.call('DEL', own)
  redis.call('ZREM', prefix .. 'leases', process)
  note(prefix, process, places)
end
"""
)

# Another life, or a count that this life has not reached or no longer remembers: nobody can tell what changed.
CHANGES = (
    NOW
    + """
local prefix, life, seen = ARGV[1], ARGV[2], tonumber(ARGV[3])
local state = prefix .. 'state'
redis.call('HSETNX', state, 'life', now())
local known = redis.call('HMGET', state, 'life', 'count', 'floor')
local count, floor = tonumber(known[2] or 0), tonumber(known[3] or 0)
if known[1] ~= life or seen < floor or seen > count then
  return {known[1], count, 0, {}}
end
return {known[1], count, 1, redis.call('ZRANGEBYSCORE', prefix .. 'changes', '(' .. seen, '+inf')}
"""
)


class RedisStore:
    """One Redis as a `presence.store.Store`; whatever goes wrong with it is Unreachable."""

    def __init__(self, url: str, *, prefix: str, patience: float = PATIENCE_SECONDS) -> None:
        self._seconds = patience
        # Its own timeout for answers may swallow a cancellation; ours is set around each question.
        timeouts: dict[str, Any] = {"socket_timeout": None, "socket_connect_timeout": patience}
        self._redis = Redis.from_url(url, protocol=2, decode_responses=True, retry=Retry(NoBackoff(), 0), **timeouts)
        self._prefix = f"{prefix}:presence:"
        self._renew, self._write, self._reap, self._changes = (
            self._redis.register_script(script) for script in (RENEW, WRITE, REAP, CHANGES)
        )

    async def renew(self, process: str, seconds: float) -> bool:
        async with self._patience():
            return bool(await self._renew(args=[self._prefix, process, round(seconds * 1000)]))

    async def write(self, process: str, fields: Fields) -> None:
        said = [word for (place, person), mark in fields.items() for word in (place, person, mark or "")]
        async with self._patience():
            await self._write(args=[self._prefix, CHANGES_KEPT, process, *said])

    async def reap(self) -> None:
        async with self._patience():
            await self._reap(args=[self._prefix, CHANGES_KEPT])

    async def changes(self, process: str, after: str) -> Changes:
        seen_life, _, seen = after.partition(":")
        async with self._patience():
            life, count, can_tell, entries = await self._changes(args=[self._prefix, seen_life, seen or 0])
        by_others = (entry.partition("|")[2] for entry in entries if not entry.startswith(f"{process}|"))
        return Changes(f"{life}:{count}", frozenset(by_others) if can_tell else None)

    async def read(self, process: str, places: Collection[str]) -> dict[str, dict[str, list[Mark]]]:
        async with self._patience(), self._redis.pipeline(transaction=False) as asked:
            for place in places:
                asked.hgetall(f"{self._prefix}place:{place}")
            answers = cast("list[dict[str, Mark]]", await asked.execute())
        return {place: _by_others(process, fields) for place, fields in zip(places, answers, strict=True)}

    async def close(self) -> None:
        await self._redis.aclose()

    @asynccontextmanager
    async def _patience(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._seconds):
                yield
        except (RedisError, OSError, TimeoutError) as fault:
            raise Unreachable from fault


def _by_others(process: str, fields: dict[str, Mark]) -> dict[str, list[Mark]]:
    said: dict[str, list[Mark]] = defaultdict(list)
    for field, mark in fields.items():
        by, _, person = field.partition("|")
        if by != process:
            said[person].append(mark)
    return said
