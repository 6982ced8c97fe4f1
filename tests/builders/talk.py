"""One plain socket to a running site: say a command, wait for its reply."""

from __future__ import annotations

import itertools
import json
from collections import deque
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import websockets
from django.conf import settings

from rooms.consumers import SUBPROTOCOL
from tests.builders.chat import new_id

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from rooms.models import Room
    from server.accounts.models import Person
    from tests.builders.site import Site


class Talk:
    """A greeted connection with one room open."""

    def __init__(self, socket: websockets.ClientConnection, room: Room) -> None:
        self._socket = socket
        self._room = str(room.pk)
        self._refs = itertools.count(1)
        self._unheard: deque[dict[str, Any]] = deque()

    async def greet(self, person: Person) -> None:
        data = {"client": "talk", "tab": new_id(), "person": str(person.pk), "rooms": {self._room: None}}
        await self.say({"type": "hello", "data": data})
        await self.hear("welcome")

    async def ask(self, kind: str, **data: Any) -> dict[str, Any]:
        """Say a durable command about the room and give its reply."""
        ref = next(self._refs)
        await self.say({"type": kind, "ref": ref, "room": self._room, "client_id": new_id(), "data": data})
        return await self._hear(lambda said: said["type"] == "reply" and said["ref"] == ref)

    async def pass_on(self, kind: str, **data: Any) -> dict[str, Any]:
        """Say what is not durable, and give its reply."""
        ref = next(self._refs)
        await self.say({"type": kind, "ref": ref, "room": self._room, **({"data": data} if data else {})})
        return await self._hear(lambda said: said["type"] == "reply" and said["ref"] == ref)

    async def say(self, frame: dict[str, Any]) -> None:
        await self._socket.send(json.dumps(frame))

    async def send(self, text: str, **more: Any) -> str:
        """Send a message and give its id."""
        ref = next(self._refs)
        data = {"text": text, **more}
        await self.say({"type": "message.send", "ref": ref, "room": self._room, "client_id": new_id(), "data": data})
        event = await self.hear("message.sent")
        return str(event["data"]["message"]["id"])

    async def hear(self, kind: str) -> dict[str, Any]:
        """The next thing of this type; whatever else comes before it is passed over."""
        return await self._hear(lambda said: said["type"] == kind)

    async def _hear(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            while self._unheard:
                said = self._unheard.popleft()
                if wanted(said):
                    return said
            frame = json.loads(await self._socket.recv())
            self._unheard.extend(frame if isinstance(frame, list) else [frame])


@asynccontextmanager
async def talk(site: Site, person: Person, token: str, room: Room) -> AsyncIterator[Talk]:
    headers = {"Origin": site.url, "Cookie": f"{settings.SESSION_COOKIE_NAME}={token}"}
    connecting = websockets.connect(site.socket_url, additional_headers=headers, subprotocols=[SUBPROTOCOL])
    async with connecting as socket:
        opened = Talk(socket, room)
        await opened.greet(person)
        yield opened
