"""Processes that share a store of presence, on a clock that the test moves."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar, cast

from presence.redis_store import RedisStore
from presence.state import WINDOW_SIZE, Diff, View
from presence.store import MemoryStore, Unreachable
from presence.tracker import Tracker

if TYPE_CHECKING:
    from collections.abc import Collection, Coroutine

    from presence.state import Mark
    from presence.store import Changes, Fields
    from tests.builders.redis_server import RedisServer

T = TypeVar("T")
ROOM = "room"


@dataclass
class Clock:
    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Process:
    """A web process: its tracker, and whether it still runs."""

    tracker: Tracker
    runs: bool = True
    said: list[Diff] = field(default_factory=list)


class LosableStore:
    """A store that may stop answering, before or after it did what it was asked."""

    def __init__(self, inner: MemoryStore | RedisStore) -> None:
        self.inner = inner
        self.down = False
        self.loses_next_answer = False

    async def renew(self, process: str, seconds: float) -> bool:
        if self.down:
            raise Unreachable
        return await self.inner.renew(process, seconds)

    async def write(self, process: str, fields: Fields) -> None:
        await self.inner.write(process, fields)
        if self.loses_next_answer:
            self.loses_next_answer = False
            raise Unreachable

    async def reap(self) -> None:
        await self.inner.reap()

    async def changes(self, process: str, after: str) -> Changes:
        return await self.inner.changes(process, after)

    async def read(self, process: str, places: Collection[str]) -> dict[str, dict[str, list[Mark]]]:
        return await self.inner.read(process, places)


# A busy machine is no outage.
PATIENCE_SECONDS = 30.0


class Shelf:
    """The store in memory, in a test's hands."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.memory = MemoryStore(clock)
        self.store = LosableStore(self.memory)

    def finish(self, deed: Coroutine[None, None, T]) -> T:
        return finish(deed)

    def pass_time(self, seconds: float) -> None:
        self.clock.now += seconds

    def wipe(self) -> None:
        self.memory.wipe()

    def close(self) -> None:
        """There is nothing open."""


class RedisShelf(Shelf):
    """The store in a Redis, whose time is its own: leases are aged instead."""

    def __init__(self, clock: Clock, server: RedisServer) -> None:
        super().__init__(clock)
        self._server = server
        self._redis = RedisStore(server.url, prefix="test", patience=PATIENCE_SECONDS)
        self._runner = asyncio.Runner()
        self.store = LosableStore(self._redis)

    def finish(self, deed: Coroutine[None, None, T]) -> T:
        return self._runner.run(deed)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        leases = "test:presence:leases"
        for process in self._server.command("ZRANGE", leases, "0", "-1"):
            self._server.command("ZINCRBY", leases, str(-1000 * seconds), process)

    def wipe(self) -> None:
        self._server.flush()

    def close(self) -> None:
        self.finish(self._redis.close())
        self._runner.close()


class Site:
    """Some processes over one store; time passes in steps of a beat."""

    def __init__(self, *names: str, shelf: Shelf | None = None) -> None:
        self.shelf = shelf or Shelf(Clock())
        self.clock = self.shelf.clock
        self.store = self.shelf.store
        self.processes = {name: Process(Tracker([self.store], self.clock, name)) for name in names}

    def __getitem__(self, name: str) -> Tracker:
        return self.processes[name].tracker

    def beat(self, name: str) -> list[Diff]:
        """One beat of one process, as a loop would call it."""
        diffs = self.shelf.finish(self[name].beat())
        self.processes[name].said += diffs
        return diffs

    def wait(self, seconds: float) -> None:
        """Let every running process beat once a second for so long."""
        for _ in range(round(seconds)):
            self.shelf.pass_time(1)
            for name, process in self.processes.items():
                if process.runs:
                    self.beat(name)

    def crash(self, name: str) -> None:
        self.processes[name].runs = False

    def gone(self, name: str) -> list[str]:
        """Everybody whose leaving this process ever announced."""
        return [person for diff in self.processes[name].said for person in diff.gone]


def site_with(*people: str, process: str = "p1", shelf: Shelf | None = None) -> Site:
    """Two processes; the people sit in the room at one of them, each with one tab named after them."""
    site = Site("p1", "p2", shelf=shelf)
    for person in people:
        site[process].enter(ROOM, person, person, visible=True)
    site.wait(1)
    return site


def here(site: Site, process: str = "p1", place: str = ROOM) -> dict[str, str]:
    view = site[process].view(place)
    people = dict(view.people)
    assert view.count == len(people)
    return people


def finish(deed: Coroutine[None, None, T]) -> T:
    """Run a deed that never waits, as none does over the store in memory."""
    try:
        deed.send(None)
    except StopIteration as end:
        return cast("T", end.value)
    raise AssertionError("A deed over the store in memory waited for something.")


def fold(view: View, diff: Diff, window: Collection[str] = ()) -> View:
    """What a reader makes of a diff; one for an older version than the view's is not for it."""
    if diff.version <= view.version:
        return view
    assert diff.base == view.version
    people = {**dict(view.people), **dict(diff.here)}
    kept = {person: state for person, state in people.items() if person not in diff.gone}
    if diff.count > WINDOW_SIZE:
        kept = {person: state for person, state in kept.items() if person in window}
    return View(diff.version, diff.count, list(kept.items()))


def unordered(view: View) -> View:
    return replace(view, people=sorted(view.people))
