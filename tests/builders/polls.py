"""A page without a socket that speaks with the doors for requests in this process. Not here: the socket (live)."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import TYPE_CHECKING, Any

from rooms.polling import LivePolls
from tests.builders.chat import new_id
from tests.builders.live import all_open

if TYPE_CHECKING:
    from rooms.models import Room
    from server.accounts.models import Person

WAIT_SECONDS = 40.0


def process(**more: Any) -> LivePolls:
    """The doors of one web process."""
    return LivePolls(open_sign_ins=all_open, **more)


class Page:
    """One tab. `heard` keeps what polls brought; `at` may be another process for each request."""

    def __init__(
        self, person: Person | None, room: Room | None = None, *, at: LivePolls, sign_in: str = "open"
    ) -> None:
        self.person = person
        self.at = at
        self.sign_in = sign_in
        self.heard: list[dict[str, Any]] = []
        self.relay: str | None = None
        self.frames = 0
        self.hello: dict[str, Any] = {"client": "test", "tab": new_id(), "person": str(getattr(person, "pk", new_id()))}
        self.hello["rooms"] = {str(room.pk): None} if room else {}
        self._refs = itertools.count(1)

    async def poll(self, **more: Any) -> dict[str, Any]:
        """Ask once; gives the answer as it is, and keeps what was said."""
        body = {"hello": self.hello, "relay": self.relay, "frames": self.frames, **more}
        status, answer = await self.post("poll", body)
        assert status == 200, answer
        self.relay, self.frames = answer["relay"], answer["frames"]
        for said in answer["said"]:
            self._take_in(said)
        return answer

    async def hear(self, kind: str) -> dict[str, Any]:
        """Poll until something of this type comes."""
        while True:
            for said in self.heard:
                if said["type"] == kind:
                    self.heard.remove(said)
                    return said
            await self.poll()

    async def say(self, *commands: dict[str, Any]) -> list[dict[str, Any]]:
        status, answer = await self.post("say", {"hello": self.hello, "commands": list(commands)})
        assert status == 200, answer
        return list(answer["said"])

    async def ask(self, kind: str, room: Room, data: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
        [reply] = await self.say(self.command(kind, room, data, **fields))
        return reply

    async def send(self, room: Room, text: str, client_id: str = "") -> dict[str, Any]:
        return await self.ask("message.send", room, {"text": text}, client_id=client_id or new_id())

    def command(self, kind: str, room: Room, data: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
        return {"type": kind, "ref": next(self._refs), "room": str(room.pk), "data": data or {}, **fields}

    async def post(self, door: str, body: object) -> tuple[int, dict[str, Any]]:
        """Status and answer of one request."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        scope = {"type": "http", "person": self.person, "sign_in": self.sign_in, "client": ("127.0.0.1", 5)}
        incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        outgoing: list[dict[str, Any]] = []
        incoming.put_nowait({"type": "http.request", "body": raw})

        async def send(message: dict[str, Any]) -> None:
            outgoing.append(message)

        application = self.at.poll if door == "poll" else self.at.say
        await asyncio.wait_for(application(scope, incoming.get, send), WAIT_SECONDS)
        return outgoing[0]["status"], json.loads(outgoing[1]["body"])

    def _take_in(self, said: dict[str, Any]) -> None:
        self.heard.append(said)
        for room, opened in said["data"]["rooms"].items() if said["type"] == "welcome" else ():
            self._move(room, opened)
        if "seq" in said:
            cursor = self.hello["rooms"].get(said["room"]) or {"epoch": ""}
            self.hello["rooms"][said["room"]] = {**cursor, "seq": said["seq"], "tag": said["tag"]}

    def _move(self, room: str, opened: dict[str, Any]) -> None:
        """Where the room stands after its welcome."""
        snapshot = opened.get("snapshot")
        if snapshot:
            self.hello["rooms"][room] = {"epoch": opened["epoch"], "seq": snapshot["head"], "tag": snapshot["tag"]}
        for event in opened.get("events") or []:
            self._take_in(event)
