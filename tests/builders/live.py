"""A socket client that speaks with the live application in this process, frame by frame."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import TYPE_CHECKING, Any

from rooms.consumers import SUBPROTOCOL, LiveSocket
from rooms.hub.running import stop_running
from tests.builders.chat import new_id

if TYPE_CHECKING:
    from server.accounts.models import Person

WAIT_SECONDS = 20.0


def all_open(sign_ins: set[str]) -> set[str]:
    return {each for each in sign_ins if not each.startswith("ended")}


class Client:
    """One connection. `heard` keeps everything that came and was not asked for yet."""

    def __init__(self, person: Person | None, *, sign_in: str = "", subprotocols: tuple[str, ...] = (SUBPROTOCOL,)):
        self.person = person
        self.heard: list[dict[str, Any]] = []
        self.close_code: int | None = None
        self._frames = 0
        self._refs = itertools.count(1)
        self._to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._to_us: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        scope = {"type": "websocket", "person": person, "sign_in": sign_in, "subprotocols": list(subprotocols)}
        application = LiveSocket(open_sign_ins=all_open)
        self._to_server.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.ensure_future(application(scope, self._to_server.get, self._to_us.put))

    def send_text(self, text: str) -> None:
        self._to_server.put_nowait({"type": "websocket.receive", "text": text})

    def say(self, kind: str, **fields: Any) -> None:
        self.send_text(json.dumps({"type": kind, **fields}))

    async def hello(self, rooms: dict[str, Any] | None = None) -> dict[str, Any]:
        """Greet, and give the welcome's data."""
        data = {"client": "test", "tab": new_id(), "person": str(self.person.pk), "rooms": rooms or {}}
        self.say("hello", data=data)
        return (await self.hear("welcome"))["data"]

    async def ask(self, kind: str, room: object, data: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
        """Say a command and give its reply."""
        ref = self.tell(kind, room, data, **fields)
        return await self.hear("reply", ref=ref)

    def tell(self, kind: str, room: object, data: dict[str, Any] | None = None, **fields: Any) -> int:
        """Say a command without waiting; gives its ref."""
        ref = next(self._refs)
        fields |= {"data": data} if data is not None else {}
        self.say(kind, ref=ref, room=str(getattr(room, "pk", room)), **fields)
        return ref

    async def send(self, room: object, text: str, client_id: str = "") -> dict[str, Any]:
        return await self.ask("message.send", room, {"text": text}, client_id=client_id or new_id())

    async def hear(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The next thing of this type with these fields, whatever else came before it."""
        while True:
            for said in self.heard:
                if said["type"] == kind and fields.items() <= said.items():
                    self.heard.remove(said)
                    return said
            await self._next_frame()

    async def hear_close(self) -> tuple[int, str]:
        """Close code and the reason given in the farewell."""
        while self.close_code is None:
            await self._next_frame()
        reasons = [said["data"]["reason"] for said in self.heard if said["type"] == "bye"]
        return self.close_code, reasons[-1] if reasons else ""

    async def _next_frame(self) -> None:
        message = await asyncio.wait_for(self._to_us.get(), WAIT_SECONDS)
        if message["type"] == "websocket.close":
            self.close_code = message.get("code", 1000)
        elif message["type"] == "websocket.send":
            self._frames += 1
            said = json.loads(message["text"])
            self.heard += said if isinstance(said, list) else [said]

    def acknowledge(self) -> None:
        self.say("ack", data={"frames": self._frames})

    async def leave(self) -> None:
        """Close the socket from our side and wait until the server is done with it."""
        self._to_server.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(self._task, WAIT_SECONDS)


async def leave_all(clients: list[Client]) -> None:
    for client in clients:
        await client.leave()
    await stop_running()
