"""What this process tells the store of its people, and hears from it of others. Not here: what is shown (place)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import crc32

from presence.store import Unreachable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from presence.place import Place
    from presence.state import Mark
    from presence.store import Fields, Store

LEASE_SECONDS = 15.0
DRAIN_SECONDS = 45.0


class Exchange:
    """One process's side of the store: only transitions are written, only changed places read."""

    def __init__(self, store: Store, process: str) -> None:
        self._store = store
        self._process = process
        self._told: dict[tuple[str, str], Mark] = {}
        self._news: set[tuple[str, str]] = set()
        self._unsure: set[tuple[str, str]] = set()
        self._unread: set[str] = set()
        self._cursor = ""
        self._heard_at: float | None = None
        self._draining = False
        self._is_sure = True

    def note(self, place: str, person: str) -> None:
        """What we say of this person may have changed."""
        self._news.add((place, person))

    def watch(self, place: str) -> None:
        """Read this place with the next exchange, whether it changed or not."""
        self._unread.add(place)

    def unwatch(self, place: str) -> None:
        self._unread.discard(place)

    async def run(self, places: Mapping[str, Place], now: float) -> set[str]:
        """Tell and hear; the places of which something was heard. Without the store, others fade after a lease."""
        try:
            if not self._draining:
                await self._tell(places)
            heard = await self._hear(places, now)
        except Unreachable:
            self._cursor = ""
            self._is_sure = False
            return self._forget_others(places, now)
        self._heard_at = now
        return heard

    async def drain(self) -> None:
        """Let what we said stand for a while without us, and say nothing more."""
        self._draining = True
        with suppress(Unreachable):
            await self._store.renew(self._process, DRAIN_SECONDS)

    async def _tell(self, places: Mapping[str, Place]) -> None:
        # An answer that was lost may have been the one that our fields are not there.
        is_known = await self._store.renew(self._process, LEASE_SECONDS)
        if not (is_known and self._is_sure):
            self._unsure |= self._told.keys()
            self._unsure |= {(name, person) for name, place in places.items() for person in place.seats}
            self._told.clear()
            self._is_sure = True
        fields = self._transitions(places)
        if not fields:
            return
        # Until the store has answered nobody knows whether it took them.
        self._unsure |= fields.keys()
        await self._store.write(self._process, fields)
        self._unsure -= fields.keys()
        self._told.update({key: mark for key, mark in fields.items() if mark})

    def _transitions(self, places: Mapping[str, Place]) -> Fields:
        fields: Fields = {}
        for name, person in self._news | self._unsure:
            seat = places[name].seats.get(person) if name in places else None
            mark = seat.mark if seat else None
            if (name, person) in self._unsure or mark != self._told.get((name, person)):
                fields[name, person] = mark
                self._told.pop((name, person), None)
        self._news.clear()
        return fields

    async def _hear(self, places: Mapping[str, Place], now: float) -> set[str]:
        await self._store.reap()
        changes = await self._store.changes(self._process, self._cursor)
        changed = places if changes.places is None else [name for name in changes.places if name in places]
        wanted = self._unread.union(changed)
        said = await self._store.read(self._process, wanted) if wanted else {}
        self._cursor = changes.cursor
        self._unread -= wanted
        heard = said.keys() & places.keys()
        for name in heard:
            places[name].hear(said[name], now)
        return heard

    def _forget_others(self, places: Mapping[str, Place], now: float) -> set[str]:
        if self._heard_at is not None and now - self._heard_at < LEASE_SECONDS:
            return set()
        for place in places.values():
            place.hear({}, now)
        return set(places)


class Exchanges:
    """The places shared out over several stores: one that does not answer takes none of the others' places along."""

    def __init__(self, stores: Sequence[Store], process: str) -> None:
        self._all = [Exchange(store, process) for store in stores]

    def of(self, place: str) -> Exchange:
        return self._all[self._no(place)]

    async def run(self, places: Mapping[str, Place], now: float) -> set[str]:
        if len(self._all) == 1:
            return await self._all[0].run(places, now)
        parts: list[dict[str, Place]] = [{} for _ in self._all]
        for name, place in places.items():
            parts[self._no(name)][name] = place
        runs = [exchange.run(part, now) for exchange, part in zip(self._all, parts, strict=True)]
        return set().union(*await asyncio.gather(*runs))

    async def drain(self) -> None:
        for exchange in self._all:
            await exchange.drain()

    def _no(self, place: str) -> int:
        return crc32(place.encode()) % len(self._all)
