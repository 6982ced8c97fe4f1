"""Senders and readers with a memory, over real sockets: what was acknowledged, what was received, in which order."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Protocol

import websockets
from django.conf import settings

from rooms.consumers import SUBPROTOCOL
from rooms.conversation import IN_FLIGHT
from tests.builders.chat import new_id
from tests.builders.history import History

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.accounts.models import Person

ACK_FRAMES = 32
PAUSE_SECONDS = 0.05
WAIT_SECONDS = 60.0


class Door(Protocol):
    """Where a client comes in: one site, or the balancer before several."""

    url: str
    socket_url: str


class Chatter:
    """A client that resends what was not acknowledged and resumes where it stood, as the browser does."""

    def __init__(self, door: Door, person: Person, token: str, room: str) -> None:
        self.person, self.room = str(person.pk), room
        self.history = History()
        self.said: dict[str, str] = {}
        self.acknowledged: dict[str, int] = {}
        self.contradictions = 0
        self.refusals = 0
        self.falls_behind = 0
        self._url = door.socket_url
        self._headers = {"Origin": door.url, "Cookie": f"{settings.SESSION_COOKIE_NAME}={token}"}
        self._unsure: set[str] = set()
        self._refs: dict[int, str] = {}
        self._ref = 0
        self._frames = 0
        self._socket: websockets.ClientConnection | None = None
        self._changed = asyncio.Event()
        self._reading = asyncio.Event()
        self._reading.set()

    async def run(self) -> None:
        """Stay connected until cancelled, coming back at once when the connection breaks."""
        while True:
            try:
                await self._converse()
            except (OSError, websockets.WebSocketException):
                await asyncio.sleep(PAUSE_SECONDS)

    async def say(self, text: str) -> None:
        """Queue a message and wait for its acknowledgement, however often the connection breaks meanwhile."""
        client_id = new_id()
        self.said[client_id] = text
        self._unsure.add(client_id)
        await self._send(client_id)
        await self.until(lambda: client_id in self.acknowledged)

    async def say_many(self, texts: Iterable[str]) -> None:
        """Say all of it in order, as much at once as a client may have in flight."""
        waiting = list(texts)
        while waiting:
            now, waiting = waiting[:IN_FLIGHT], waiting[IN_FLIGHT:]
            await asyncio.gather(*map(self.say, now))

    async def say_all_again(self) -> None:
        """Send everything once more under the same ids, and wait for the answers."""
        again = tuple(self.said)
        self._unsure.update(again)
        for client_id in again:
            await self._send(client_id)
            await self.until(lambda client_id=client_id: client_id not in self._unsure)

    def stall(self) -> None:
        """Read nothing any more, with the connection open."""
        self._reading.clear()

    def resume(self) -> None:
        self._reading.set()

    async def until(self, true: Any) -> None:
        """Wait until something about this client is true."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    async def until_refused(self) -> None:
        """Wait until one more command is refused for now."""
        before = self.refusals
        await self.until(lambda: self.refusals > before)

    async def until_received(self, seqs: set[int]) -> None:
        await self.until(lambda: seqs <= set(self.history.order))

    async def until_here(self, people: set[str]) -> None:
        """Wait until exactly these are seen here."""
        await self.until(lambda: self.history.here == people)

    def connect(self) -> websockets.connect:
        """A fresh connection of this person, not greeted yet."""
        return websockets.connect(
            self._url,
            additional_headers=self._headers,
            subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]  # a plain string does
            open_timeout=30,
        )

    def hello(self) -> str:
        rooms = {self.room: self.history.cursor}
        data = {"client": "chatter", "tab": new_id(), "person": self.person, "rooms": rooms}
        return json.dumps({"type": "hello", "data": data})

    async def _converse(self) -> None:
        async with self.connect() as self._socket:
            self._frames = 0
            await self._socket.send(self.hello())
            async for frame in self._socket:
                await self._reading.wait()
                self._frames += 1
                said = json.loads(frame)
                for each in said if isinstance(said, list) else [said]:
                    await self._hear(each)
                self._changed.set()
                if self._frames % ACK_FRAMES == 0:
                    await self._write("ack", frames=self._frames)

    async def _hear(self, said: dict[str, Any]) -> None:
        match said["type"]:
            case "welcome":
                await self._take_opened(said["data"]["rooms"][self.room])
                for client_id in tuple(self._unsure):
                    await self._send(client_id)
            case "reply":
                await self._take_reply(said)
            case "room.behind":
                self.falls_behind += 1
                await self._ask("room.catch_up", cursor=self.history.cursor)
            case "presence.changed":
                self.history.change(said["data"])
                if self.history.misses_presence:
                    await self._ask("presence.window", people=[])
            case "ping":
                await self._write("pong", frames=self._frames)
            case _ if "seq" in said:
                self.history.take(said)

    async def _take_reply(self, reply: dict[str, Any]) -> None:
        client_id = self._refs.pop(reply["ref"], "")
        if not reply["ok"]:
            self.refusals += 1
            self._changed.set()
            if client_id:
                await asyncio.sleep(reply["error"]["retry_ms"] / 1000)
                await self._send(client_id)
        elif client_id:
            self._acknowledge(client_id, reply["data"]["seq"])
        elif reply["data"].get("opened"):
            await self._take_opened(reply["data"]["opened"])
        elif reply["data"].get("presence"):
            self.history.see(reply["data"]["presence"])

    async def _take_opened(self, opened: dict[str, Any]) -> None:
        self.history.open(opened)
        if opened["more"]:
            await self._ask("room.catch_up", cursor=self.history.cursor)

    def _acknowledge(self, client_id: str, seq: int) -> None:
        self.contradictions += self.acknowledged.get(client_id, seq) != seq
        self.acknowledged[client_id] = seq
        self._unsure.discard(client_id)

    async def _send(self, client_id: str) -> None:
        await self._ask("message.send", client_id, text=self.said[client_id])

    async def _ask(self, kind: str, client_id: str = "", /, **data: Any) -> None:
        self._ref += 1
        if client_id:
            self._refs[self._ref] = client_id
        durable = {"client_id": client_id} if client_id else {}
        await self._write(kind, {"ref": self._ref, "room": self.room, **durable}, **data)

    async def _write(self, kind: str, head: dict[str, Any] | None = None, /, **data: Any) -> None:
        try:
            if self._socket:
                await self._socket.send(json.dumps({"type": kind, **(head or {}), "data": data}))
        except websockets.ConnectionClosed:
            # What is unsure goes again after the next welcome.
            return
