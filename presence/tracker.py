"""Who is where, over many tabs and processes. Not here: sending it to anybody (the hub of the rooms)."""

from __future__ import annotations

import asyncio
from itertools import takewhile
from typing import TYPE_CHECKING

from presence.exchange import Exchanges
from presence.place import GRACE_SECONDS, Connection, Place, Seat
from presence.state import HIDDEN, Diff, View

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from presence.state import State
    from presence.store import Store

__all__ = ["Diff", "Tracker", "View"]

IDLE_SECONDS = 300.0


class Tracker:
    """This process's part in presence; all calls on one event loop, and `beat` about once a second.

    Only `beat` and `drain` speak with the store, and only of process-level transitions: a second tab is silent.
    """

    def __init__(self, stores: Sequence[Store], clock: Callable[[], float], process_id: str) -> None:
        self._clock = clock
        self._connections: dict[str, Connection] = {}
        self._places: dict[str, Place] = {}
        self._active_since: dict[str, float] = {}
        self._unsettled: set[str] = set()
        self._empty_since: dict[str, float] = {}
        self._version = 0
        self._exchanges = Exchanges(stores, process_id)
        self._beating = asyncio.Lock()

    # What connections do

    def enter(self, place: str, connection: str, person: str, *, visible: bool) -> None:
        """Seat a connection in a place; its word on visibility holds for all of the person's seats there."""
        spot = self._places.get(place) or self._found(place)
        seat = spot.seats.setdefault(person, Seat(visible))
        seat.connections[connection] = tab = self._tab(connection)
        tab.places[place] = person
        self._empty_since.pop(place, None)
        self.set_visible(person, place, visible)

    def leave(self, place: str, connection: str) -> None:
        tab = self._connections.get(connection)
        person = tab.places.pop(place, None) if tab else None
        if person is None:
            return
        spot = self._places[place]
        del spot.seats[person].connections[connection]
        if not spot.seats[person].connections:
            del spot.seats[person]
        if not spot.seats:
            self._empty_since[place] = self._clock()
        self._touch(spot, person)

    def drop(self, connection: str) -> None:
        """Take a connection out of all its places and forget it."""
        tab = self._connections.get(connection)
        for place in list(tab.places) if tab else ():
            self.leave(place, connection)
        self._connections.pop(connection, None)
        self._active_since.pop(connection, None)

    def activity(self, connection: str, state: State) -> None:
        """Take a tab's word on its person; active fades to idle by itself."""
        self._say(connection, self._tab(connection), state)

    def set_visible(self, person: str, place: str, visible: bool) -> None:  # noqa: FBT001  (it is what is said)
        """Show or hide a person in a place; hiding works at once, also on somebody who has just left."""
        spot = self._places.get(place)
        if spot is None:
            return
        if person in spot.seats:
            spot.seats[person].visible = visible
        if spot.mark(person) in (None, HIDDEN) and not visible:
            spot.withdraw(person)
        self._touch(spot, person)

    # What is known

    def view(self, place: str, window: Collection[str] = ()) -> View:
        """The place as of its last announced version; the diffs of later beats fold over it."""
        spot = self._places.get(place)
        return spot.view(window) if spot else View(0, 0, [])

    def is_visible(self, person: str, place: str) -> bool:
        """Whether others may learn that the person is here; of one who is not, there is nothing to learn."""
        spot = self._places.get(place)
        return spot is not None and spot.mark(person) not in (None, HIDDEN)

    def seated(self, place: str) -> set[str]:
        """Who is here by this process's own connections and lets others know it."""
        spot = self._places.get(place)
        return {person for person, seat in spot.seats.items() if seat.mark != HIDDEN} if spot else set()

    # What time does

    async def beat(self) -> list[Diff]:
        """Tell the store and hear from it, end graces, and say what changed, one diff a place."""
        async with self._beating:
            self._fade()
            self._forget_empty_places()
            self._unsettled |= await self._exchanges.run(self._places, self._clock())
            return self._settle()

    async def drain(self) -> None:
        """Leave our people standing in the store for a while: they are about to come back elsewhere."""
        async with self._beating:
            await self._exchanges.drain()

    def _settle(self) -> list[Diff]:
        now = self._clock()
        diffs = []
        for place in [self._places[name] for name in self._unsettled if name in self._places]:
            self._version += 1
            diffs.append(place.settle(now, self._version))
            if place.is_settled:
                self._unsettled.discard(place.name)
        return [diff for diff in diffs if diff]

    def _fade(self) -> None:
        now = self._clock()
        # Each activity moves its tab to the end, so that the longest inactive come first.
        due = takewhile(lambda entry: now - entry[1] >= IDLE_SECONDS, self._active_since.items())
        for connection in [connection for connection, _since in due]:
            self._say(connection, self._connections[connection], "idle")

    def _forget_empty_places(self) -> None:
        now = self._clock()
        for name in [name for name, since in self._empty_since.items() if now - since > GRACE_SECONDS]:
            del self._empty_since[name], self._places[name]
            self._exchanges.of(name).unwatch(name)

    # What is written down

    def _found(self, name: str) -> Place:
        self._version += 1
        self._places[name] = place = Place(name, self._version)
        self._exchanges.of(name).watch(name)
        return place

    def _tab(self, connection: str) -> Connection:
        if connection not in self._connections:
            self._connections[connection] = Connection("active")
            self._active_since[connection] = self._clock()
        return self._connections[connection]

    def _say(self, connection: str, tab: Connection, state: State) -> None:
        self._active_since.pop(connection, None)
        if state == "active":
            self._active_since[connection] = self._clock()
        if state == tab.state:
            return
        tab.state = state
        for place, person in tab.places.items():
            self._touch(self._places[place], person)

    def _touch(self, place: Place, person: str) -> None:
        place.touch(person, self._clock())
        self._unsettled.add(place.name)
        self._exchanges.of(place.name).note(place.name, person)
