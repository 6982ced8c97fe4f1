"""What the processes tell each other of who is with them. Not here: what is made of it (tracker)."""

from __future__ import annotations

import time
import uuid
from collections import defaultdict, deque
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from presence.state import Mark

CHANGES_KEPT = 10_000

Fields = dict[tuple[str, str], "Mark | None"]


class Unreachable(Exception):  # noqa: N818  (a state of the store, not a fault of the caller)
    """The store does not answer; what it holds is unknown until it does."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Places in which something changed up to a cursor; None when the store cannot tell: read them all."""

    cursor: str
    places: frozenset[str] | None


class Store(Protocol):
    """One field per place, person and process, which dies with its process's lease."""

    async def renew(self, process: str, seconds: float) -> bool:
        """Hold the process's lease for so long; False when its fields are not there: write them all again."""
        ...

    async def write(self, process: str, fields: Fields) -> None:
        """Set what a process says of (place, person); None takes the field away."""
        ...

    async def reap(self) -> None:
        """Take away the fields of processes whose lease has run out."""
        ...

    async def changes(self, process: str, after: str) -> Changes:
        """What changed after a cursor, other than by the process that asks; an empty cursor knows nothing."""
        ...

    async def read(self, process: str, places: Collection[str]) -> dict[str, dict[str, list[Mark]]]:
        """What the other processes say of the people in some places."""
        ...


class MemoryStore:
    """The store of a site whose processes are one, or of tests in which several share it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.wipe()

    def wipe(self) -> None:
        """Lose everything, as a store does that was emptied or restarted."""
        self._life = uuid.uuid4().hex
        self._leases: dict[str, float] = {}
        self._fields: dict[str, dict[tuple[str, str], Mark]] = defaultdict(dict)
        self._changes: deque[tuple[int, str, str]] = deque(maxlen=CHANGES_KEPT)
        self._count = 0

    async def renew(self, process: str, seconds: float) -> bool:
        known = process in self._leases
        self._leases[process] = self._clock() + seconds
        return known

    async def write(self, process: str, fields: Fields) -> None:
        for (place, person), mark in fields.items():
            self._set(place, person, process, mark)

    async def reap(self) -> None:
        now = self._clock()
        dead = {process for process, until in self._leases.items() if until <= now}
        if not dead:
            return
        lost = [(place, *key) for place, fields in self._fields.items() for key in fields if key[1] in dead]
        for place, person, process in lost:
            self._set(place, person, process, None)
        for process in dead:
            del self._leases[process]

    async def changes(self, process: str, after: str) -> Changes:
        cursor = f"{self._life}:{self._count}"
        life, _, count = after.partition(":")
        oldest = self._changes[0][0] if self._changes else 1
        if life != self._life or int(count) < oldest - 1:
            return Changes(cursor, None)
        newer = takewhile(lambda change: change[0] > int(count), reversed(self._changes))
        return Changes(cursor, frozenset(place for _no, place, by in newer if by != process))

    async def read(self, process: str, places: Collection[str]) -> dict[str, dict[str, list[Mark]]]:
        return {place: self._said_by_others(process, place) for place in places}

    def _said_by_others(self, process: str, place: str) -> dict[str, list[Mark]]:
        said: dict[str, list[Mark]] = defaultdict(list)
        for (person, by), mark in self._fields.get(place, {}).items():
            if by != process:
                said[person].append(mark)
        return said

    def _set(self, place: str, person: str, process: str, mark: Mark | None) -> None:
        if mark is None:
            self._fields[place].pop((person, process), None)
        else:
            self._fields[place][person, process] = mark
        if not self._fields[place]:
            del self._fields[place]
        self._count += 1
        self._changes.append((self._count, place, process))
