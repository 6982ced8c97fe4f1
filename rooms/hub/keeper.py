"""A hub's clockwork: presence, pings, repair, orders, revalidation. Not here: what the hub does with frames."""

from __future__ import annotations

import asyncio
import logging
import random
import uuid
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import Error

from rooms.bus import bus
from rooms.calendar import calendar
from rooms.gathering import Gathering
from rooms.hints import listen
from rooms.hub.repair import Head, Order, Watchman, heads_of, moved_heads, recent_orders, rooms_of_people
from rooms.notes.reading import moved_notes
from rooms.opening import read_arrival, read_arrivals
from rooms.protocol.events import ChangedData, Ping, PingData, PresenceChanged, RoomsChanged
from rooms.protocol.wire import Here
from rooms.rendering import encode
from rooms.settling import SETTLE_SECONDS
from rooms.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterable
    from typing import Any, TypeAlias

    from presence.state import Diff
    from rooms.hub.connection import Connection
    from rooms.hub.hub import Hub
    from rooms.opening import Arrival

    Deed: TypeAlias = Callable[[], Coroutine[Any, Any, None]]

BEAT_SECONDS = 1.0
ALONE_SECONDS = 0.25
GLANCE_SECONDS = 0.05
PING_SECONDS = 25.0
PING_JITTER_SECONDS = 5.0
PONG_SECONDS = 10.0
REVALIDATE_SECONDS = 60.0
# Three looks a minute, so that a late one leaves no minute out.
ATTEND_SECONDS = 20.0
IDLE_ROOM_SECONDS = 60.0
# After a gap half as long as one looks back, something may have been committed too early to be seen.
GAP_SECONDS = 15.0

logger = logging.getLogger(__name__)


class Keeper:
    """Runs beside one hub on its loop until stopped."""

    def __init__(self, hub: Hub, *, open_sign_ins: Callable[[set[str]], set[str]]) -> None:
        self.hub = hub
        self._open_sign_ins = open_sign_ins
        self._arrivals: Gathering[Connection, Arrival | None] = Gathering(self._arrive_all)
        self._watchman = Watchman()
        self._tasks: list[asyncio.Task[None]] = []
        self._obeyed: set[int] = set()
        self._looked_at = hub.clock()
        self._next_ping: dict[Connection, float] = {}
        self._unanswered: dict[Connection, float] = {}

    def start(self) -> None:
        self._tasks = [
            self._go_on(self.beat, partial(asyncio.sleep, BEAT_SECONDS)),
            self._go_on(self.announce, partial(asyncio.sleep, BEAT_SECONDS)),
            self._go_on(self.repair, self._until_next_repair),
            self._go_on(self.revalidate, partial(asyncio.sleep, REVALIDATE_SECONDS)),
            self._go_on(self.attend, partial(asyncio.sleep, ATTEND_SECONDS)),
        ]
        if settings.REDIS_URLS:
            self._tasks += [
                self._go_on(partial(listen, self.hub.alarm.set), partial(asyncio.sleep, BEAT_SECONDS)),
                self._go_on(self.hub.settlement.settle_in_turn, partial(asyncio.sleep, SETTLE_SECONDS)),
            ]
        if self._watchman.is_quick:
            self._tasks.append(self._go_on(self.glance, partial(asyncio.sleep, GLANCE_SECONDS)))

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._watchman.close()

    def _go_on(self, deed: Deed, rest: Deed) -> asyncio.Task[None]:
        return self.hub.loop.create_task(_over_and_over(deed, rest))

    # Every second

    async def beat(self) -> None:
        """Typing that ended, pings that are due, connections that are stuck."""
        for place, person in self.hub.typing.expire():
            self.hub.typing_stopped(place, person)
        for connection in tuple(self.hub.connections):
            self._tend(connection)
        self._forget_idle_rooms()

    async def announce(self) -> None:
        """Presence; apart from the rest, since what the processes share of it may answer slowly."""
        for diff in await self.hub.tracker.beat():
            self._say_presence(diff)

    def _say_presence(self, diff: Diff) -> None:
        """Every version goes to every listener, since each diff builds on the one before."""
        live = self.hub.rooms.get(diff.place)
        if live is None:
            return
        whole = _changed(diff)
        for connection in live.open:
            part = diff.within(connection.window)
            connection.push(whole if part is diff else _changed(part))

    def _tend(self, connection: Connection) -> None:
        now = self.hub.clock()
        if connection.is_stuck():
            connection.abort()
        elif now >= self._unanswered.get(connection, now + 1):
            connection.bye(4009, "No answer to a ping.")
        elif now >= self._next_ping.setdefault(connection, now + _ping_pause()):
            self._ping(connection)

    def _ping(self, connection: Connection) -> None:
        now = self.hub.clock()
        self._next_ping[connection] = now + _ping_pause()
        self._unanswered.setdefault(connection, now + PONG_SECONDS)
        heads = {live.id: live.cursor for live in self.hub.heard_by(connection) if live.id in connection.rooms}
        connection.say(Ping(data=PingData(heads=heads)))

    def pong(self, connection: Connection) -> None:
        self._unanswered.pop(connection, None)

    def forget(self, connection: Connection) -> None:
        self._next_ping.pop(connection, None)
        self._unanswered.pop(connection, None)

    def _forget_idle_rooms(self) -> None:
        now = self.hub.clock()
        for live in tuple(self.hub.rooms.values()):
            live.idle_since = (live.idle_since or now) if live.is_idle else None
            if live.idle_since is not None and now - live.idle_since > IDLE_ROOM_SECONDS:
                del self.hub.rooms[live.id]

    # Against loss

    async def glance(self) -> None:
        """On SQLite: look at once when anybody committed anything."""
        if self._watchman.has_news():
            await self.repair()

    async def _until_next_repair(self) -> None:
        """A beat, or until the alarm; a short while when other processes cannot tell us anything."""
        # However many orders come, their alarms leave the database some air.
        await asyncio.sleep(GLANCE_SECONDS)
        with suppress(TimeoutError):
            async with asyncio.timeout(BEAT_SECONDS if bus.is_whole else ALONE_SECONDS):
                await self.hub.alarm.wait()
        self.hub.alarm.clear()

    async def repair(self) -> None:
        """Compare heads with the database, and obey new orders; look at all of it after a while without a look."""
        before, self._looked_at = self._looked_at, self.hub.clock()
        self.compare(await self.hub.read(moved_heads))
        if self.hub.notes:
            self.hub.notes.compare(await self.hub.read(moved_notes))
        orders = await self.hub.read(recent_orders)
        self._obeyed &= {order.id for order in orders}
        for order in orders:
            await self._obey_once(order)
        if self._looked_at - before > GAP_SECONDS:
            await self.revalidate()

    def compare(self, heads: Iterable[Head]) -> None:
        """Have the hub look closer wherever we differ: these heads may be older than what arrived meanwhile."""
        for head in heads:
            live = self.hub.rooms.get(head.room)
            if live and (live.epoch, live.head) != (head.epoch, head.head):
                self.hub.heal(live)

    async def _obey_once(self, order: Order) -> None:
        if order.id not in self._obeyed:
            self._obeyed.add(order.id)
            await self._obey(order)

    async def _obey(self, order: Order) -> None:
        match order.kind:
            case "sign_in_ended":
                self._end(each for each in self.hub.connections if each.sign_in == order.sign_in)
            case "person_signed_out":
                mine = self.hub.people.get(order.person, ())
                self._end(each for each in mine if each.is_older_than(order.id))
            case "rooms_changed":
                await self._rooms_changed(order.person)
            case "key_erased":
                self._erase(order.room)

    def _end(self, connections: Iterable[Connection]) -> None:
        for connection in tuple(connections):
            connection.bye(4401, "Your sign-in has ended.")

    async def arrive(self, connection: Connection) -> Arrival | None:
        """What a new connection needs to know; None when its sign-in ended while it came in."""
        return await self._arrivals.ask(connection)

    async def _arrive_all(self, connections: list[Connection]) -> dict[Connection, Arrival | None]:
        arrivals = await self.hub.read(read_arrivals, {each.person for each in connections})
        for each in connections:
            if each.person in arrivals:
                each.orders_before = arrivals[each.person].orders
        still = await self.hub.read(self._open_sign_ins, {each.sign_in for each in connections})
        return {each: arrivals.get(each.person) if each.sign_in in still else None for each in connections}

    async def _rooms_changed(self, person: str) -> None:
        for connection in tuple(self.hub.people.get(person, ())):
            await self.refresh(connection)
            connection.say(RoomsChanged())

    async def refresh(self, connection: Connection) -> None:
        """Read anew how the person stands in which rooms: leave those that are not theirs, hide where they hide."""
        arrival = await self.hub.read(read_arrival, connection.person)
        connection.standings = arrival.standings
        person = str(connection.person)
        for live in self.hub.heard_by(connection):
            if live.id not in arrival.standings:
                live.dismiss(person)
            elif live.id in connection.rooms:
                self.hub.tracker.set_visible(person, live.id, arrival.standings[live.id].shows_presence)
        self.hub.watch(connection, arrival.standings.values())

    def _erase(self, room_id: str) -> None:
        keyring.evict(uuid.UUID(room_id))
        live = self.hub.rooms.pop(room_id, None)
        if live is not None:
            for person in {str(each.person) for each in live.listeners | live.watching}:
                live.dismiss(person)

    # Every minute

    async def attend(self) -> None:
        """Have it kept who of this process's people is in a room where a session is held."""
        meeting = await self.hub.read(calendar().meeting_rooms) if self.hub.rooms else set()
        present = {room: people for room in meeting if (people := self.hub.tracker.seated(room))}
        if present:
            await self.hub.read(calendar().mark_present, present)

    async def revalidate(self) -> None:
        """Whatever an order should have said and did not: sign-ins, memberships, heads."""
        sign_ins = {each.sign_in for each in self.hub.connections}
        still = await self.hub.read(self._open_sign_ins, sign_ins) if sign_ins else set()
        self._end(each for each in self.hub.connections if each.sign_in in sign_ins - still)
        rooms = await self.hub.read(rooms_of_people, list(self.hub.people))
        for connection in tuple(self.hub.connections):
            if rooms.get(str(connection.person), set()) != connection.rooms | connection.watched:
                await self.refresh(connection)
        self.compare(await self.hub.read(heads_of, list(self.hub.rooms)))


async def _over_and_over(deed: Deed, rest: Deed) -> None:
    while True:
        try:
            await deed()
        except Error as fault:
            logger.warning("The keeper could not read the database: %s", type(fault).__name__)
        except Exception as fault:  # noqa: BLE001  (the clockwork must go on: without it presence and repair end)
            logger.error("The keeper stumbled: %s", type(fault).__name__)  # noqa: TRY400
        await rest()


def _changed(diff: Diff) -> str:
    here = [Here(person=person, state=state) for person, state in diff.here]
    data = ChangedData(base=diff.base, version=diff.version, count=diff.count, here=here, gone=list(diff.gone))
    return encode(PresenceChanged(room=diff.place, data=data)).decode()


def _ping_pause() -> float:
    return PING_SECONDS + random.uniform(-PING_JITTER_SECONDS, PING_JITTER_SECONDS)  # noqa: S311  (spread, not secrecy)
