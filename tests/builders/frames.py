"""Frames as the bus brings them, and a connection that keeps what it sends. Not here: sockets (tests.builders.live)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from rooms.bus import Frame
from rooms.hub.connection import Connection
from rooms.protocol.wire import Cursor
from tests.builders.presence import Clock

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ROOM = "5f0c1a52-0000-4000-8000-000000000000"


def frame(seq: int, kind: str = "event.noted", **more: Any) -> Frame:
    """An event of ROOM; its text names the seq, so that order and absence can be seen."""
    about = {"room": ROOM, "epoch": "e1", "tag": f"t{seq}", "actor": "", "subject": "", "message_no": 0}
    return Frame(**{**about, "seq": seq, "kind": kind, "text": f'{{"seq":{seq}}}', **more})


def cursor(seq: int, **more: str) -> Cursor:
    return Cursor(**{"epoch": "e1", "tag": f"t{seq}", "seq": seq, **more})  # type: ignore[arg-type]


@dataclass
class Reader:
    """A connection whose frames arrive here, as the client would decode them."""

    person: uuid.UUID = field(default_factory=uuid.uuid4)
    clock: Clock = field(default_factory=Clock)
    received: list[Any] = field(default_factory=list)
    before_receiving: Callable[[], Awaitable[object]] | None = None

    def __post_init__(self) -> None:
        self.connection = Connection(self._receive, person=self.person, sign_in="", clock=self.clock)

    async def _receive(self, message: dict[str, Any]) -> None:
        if self.before_receiving:
            await self.before_receiving()
        self.received.append(msgspec.json.decode(message["text"]))

    async def heard(self) -> list[Any]:
        """Everything that was said until now, one by one, arrays opened."""
        await self.connection.finish()
        return [said for each in self.received for said in (each if isinstance(each, list) else [each])]
