"""Senders and readers with a memory, over real sockets: what was acknowledged, what was received, in which order."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import websockets
from django.conf import settings

from rooms.consumers import SUBPROTOCOL
from tests.builders.chat import new_id

if TYPE_CHECKING:
    from server.accounts.models import Person
    from tests.builders.site import Site


class Chatter:
    """A client that resends what was not acknowledged and resumes where it stood, as the browser does."""

    def __init__(self, site: Site, person: Person, token: str, room: str) -> None:
        self.site, self.person, self.room = site, str(person.pk), room
        self.headers = {"Origin": site.url, "Cookie": f"{settings.SESSION_COOKIE_NAME}={token}"}
        self.cursor: dict[str, Any] | None = None
        self.acknowledged: dict[str, int] = {}
        self.received: dict[int, str] = {}
        self.order: list[int] = []
        self._outbox: dict[str, str] = {}
        self._refs: dict[int, str] = {}
        self._ref = 0
        self._socket: websockets.ClientConnection | None = None
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Stay connected until cancelled, coming back at once when the connection breaks."""
        while True:
            try:
                await self._converse()
            except (OSError, websockets.WebSocketException):
                await asyncio.sleep(0.05)

    async def say(self, text: str) -> None:
        """Queue a message and wait for its acknowledgement, however often the connection breaks meanwhile."""
        client_id = new_id()
        self._outbox[client_id] = text
        await self._send(client_id)
        await self.until(lambda: client_id in self.acknowledged)

    async def until(self, true: Any, seconds: float = 30.0) -> None:
        """Wait until something about this client is true."""
        async with asyncio.timeout(seconds):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    async def _converse(self) -> None:
        async with websockets.connect(
            self.site.socket_url,
            additional_headers=self.headers,
            subprotocols=[SUBPROTOCOL],  # type: ignore[list-item]  # a plain string does
            open_timeout=30,
        ) as self._socket:
            data = {"client": "chatter", "tab": new_id(), "person": self.person, "rooms": {self.room: self.cursor}}
            await self._socket.send(json.dumps({"type": "hello", "data": data}))
            async for frame in self._socket:
                said = json.loads(frame)
                for each in said if isinstance(said, list) else [said]:
                    await self._hear(each)
                self._changed.set()

    async def _hear(self, said: dict[str, Any]) -> None:
        match said["type"]:
            case "welcome":
                self._take_opening(said["data"]["rooms"][self.room])
                for client_id in tuple(self._outbox):
                    await self._send(client_id)
            case "reply":
                await self._take_reply(said)
            case "room.behind":
                await self._pull()
            case "ping":
                await self._write({"type": "pong", "data": {"frames": 0}})
            case _ if "seq" in said:
                self._take_event(said)

    def _take_opening(self, opened: dict[str, Any]) -> None:
        snapshot = opened["snapshot"]
        if snapshot:
            for message in snapshot["page"]["messages"]:
                self._take_message(message)
            self.cursor = {"epoch": snapshot["epoch"], "seq": snapshot["head"], "tag": snapshot["tag"]}
        self._epoch = opened["epoch"]
        for event in opened["events"]:
            self._take_event(event)

    def _take_event(self, event: dict[str, Any]) -> None:
        if event["seq"] != (self.cursor or {"seq": 0})["seq"] + 1:
            return
        self.cursor = {"epoch": self._epoch, "seq": event["seq"], "tag": event["tag"]}
        if event["type"] == "message.sent":
            self._take_message(event["data"]["message"])

    def _take_message(self, message: dict[str, Any]) -> None:
        self.order.append(message["seq"])
        self.received[message["seq"]] = message["text"]

    async def _take_reply(self, reply: dict[str, Any]) -> None:
        client_id = self._refs.pop(reply["ref"], "")
        opened = reply["ok"] and reply["data"].get("opened")
        if opened:
            self._take_opening(opened)
            if opened["more"]:
                await self._pull()
        if reply["ok"] and client_id:
            self.acknowledged[client_id] = reply["data"]["seq"]
            self._outbox.pop(client_id, None)
        elif client_id:
            await asyncio.sleep(reply["error"]["retry_ms"] / 1000)
            await self._send(client_id)

    async def _send(self, client_id: str) -> None:
        self._ref += 1
        self._refs[self._ref] = client_id
        data = {"text": self._outbox[client_id]}
        command = {"type": "message.send", "ref": self._ref, "room": self.room, "client_id": client_id, "data": data}
        await self._write(command)

    async def _pull(self) -> None:
        self._ref += 1
        data = {"cursor": self.cursor}
        await self._write({"type": "room.catch_up", "ref": self._ref, "room": self.room, "data": data})

    async def _write(self, said: dict[str, Any]) -> None:
        try:
            if self._socket:
                await self._socket.send(json.dumps(said))
        except websockets.ConnectionClosed:
            # What waits in the outbox goes again after the next welcome.
            return
