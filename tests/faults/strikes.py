"""What is done to a running site while people talk. Not here: checking what became of it (verdict)."""

from __future__ import annotations

import asyncio
import resource
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.faults.echo import echoing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.builders.chatter import Chatter
    from tests.builders.grown_site import GrownSite
    from tests.builders.postgres_server import PostgresServer
    from tests.builders.redis_server import RedisServer

    Strike = Callable[["Scene"], Awaitable[None]]

LONG = "x" * 7000
LONG_MESSAGES = 50


@dataclass
class Scene:
    """A site with its servers, and people who talk in one room of it; a small site has neither of the servers."""

    site: GrownSite
    chatters: list[Chatter]
    postgres: PostgresServer | None = None
    redis: RedisServer | None = None

    async def go_on(self, what: str) -> None:
        """Everybody says something and has it acknowledged: the site serves in the middle of it."""
        await asyncio.gather(*(each.say(f"{what}, says {each.person}") for each in self.chatters))


async def kill_one_web(scene: Scene) -> None:
    await asyncio.to_thread(scene.site.webs[0].kill)
    if len(scene.site.webs) > 1:
        await scene.go_on("One of them is dead")
    await asyncio.to_thread(scene.site.start)


async def kill_everything_of_ours(scene: Scene) -> None:
    await asyncio.to_thread(scene.site.kill_all)
    await asyncio.to_thread(scene.site.start)


async def restart_one_by_one(scene: Scene) -> None:
    """As an upgrade does."""
    assert set(await asyncio.to_thread(scene.site.restart_one_by_one)) == {0}


async def cut_all_connections(scene: Scene) -> None:
    """Three times, so that resending and resuming are cut as well."""
    for time in ("first", "second", "third"):
        await asyncio.to_thread(scene.site.balancer.cut)
        await scene.go_on(f"After the {time} cut")


async def restart_redis(scene: Scene) -> None:
    assert scene.redis
    await asyncio.to_thread(scene.redis.stop)
    await scene.go_on("Redis is away")
    await asyncio.to_thread(scene.redis.start)


async def pause_redis(scene: Scene) -> None:
    assert scene.redis
    scene.redis.pause()
    await scene.go_on("Redis says nothing")
    scene.redis.resume()


async def flush_redis(scene: Scene) -> None:
    assert scene.redis
    await asyncio.to_thread(scene.redis.flush)


async def echo_on_the_bus(scene: Scene) -> None:
    """Everything on the bus comes once more, late, and in the wrong order."""
    assert scene.redis
    async with echoing(scene.redis.url):
        await scene.go_on("There is an echo")
        await scene.go_on("There still is an echo")


async def restart_postgres(scene: Scene) -> None:
    assert scene.postgres
    await asyncio.to_thread(scene.postgres.restart)


async def kill_postgres(scene: Scene) -> None:
    assert scene.postgres
    await asyncio.to_thread(scene.postgres.kill)
    await asyncio.to_thread(scene.postgres.start)


async def stall_a_reader(scene: Scene) -> None:
    """One reads nothing while more is said than the site keeps for them."""
    reader, speaker = scene.chatters[0], scene.chatters[1]
    reader.stall()
    for number in range(LONG_MESSAGES):
        await speaker.say(f"{number} {LONG}")
    reader.resume()
    await reader.until(lambda: reader.falls_behind)


async def resend_everything(scene: Scene) -> None:
    await asyncio.gather(*(each.say_all_again() for each in scene.chatters))


async def fill_the_disk(scene: Scene) -> None:
    """No file of the web processes can grow, until somebody has cleared away."""
    for web in scene.site.webs:
        resource.prlimit(web.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    refused = asyncio.gather(*(each.until_refused() for each in scene.chatters))
    saying = asyncio.ensure_future(scene.go_on("The disk is full"))
    await refused
    for web in scene.site.webs:
        resource.prlimit(web.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await saying


ANYWHERE: dict[str, Strike] = {
    "a web process is killed": kill_one_web,
    "all processes are killed": kill_everything_of_ours,
    "the web is restarted": restart_one_by_one,
    "all connections are cut": cut_all_connections,
    "a reader stalls": stall_a_reader,
    "clients resend everything": resend_everything,
}
ON_SQLITE: dict[str, Strike] = {"the disk is full": fill_the_disk}
ON_SERVERS: dict[str, Strike] = {
    "Redis is restarted": restart_redis,
    "Redis is paused": pause_redis,
    "Redis is flushed": flush_redis,
    "the bus echoes": echo_on_the_bus,
    "PostgreSQL is restarted": restart_postgres,
    "PostgreSQL is killed": kill_postgres,
}
