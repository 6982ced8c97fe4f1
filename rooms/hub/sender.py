"""How a frame leaves: through the server's `send`, or by a shorter way (daphne). Not here: what, when."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from types import coroutine
from typing import TYPE_CHECKING, Any, Protocol

from rooms.hub.daphne import DaphneSender, lighten, plain_protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable

    Send = Callable[[dict[str, Any]], Awaitable[None]]

# A frame's text is the same for all listeners of a room, one right after the other.
SAME_FOR_MANY = 4


class Sender(Protocol):
    """Hands frames to the server in order; a future means: not before this is done the next one."""

    def send(self, text: str) -> asyncio.Future[None] | None: ...


class PortableSender:
    """Any ASGI server: its coroutine is run on the spot, and becomes a task only where it has to wait."""

    __slots__ = ("_send",)

    def __init__(self, send: Send) -> None:
        self._send = send

    def send(self, text: str) -> asyncio.Future[None] | None:
        sending = self._send({"type": "websocket.send", "text": text})
        if not asyncio.iscoroutine(sending):
            return asyncio.ensure_future(sending)
        try:
            waits_for = sending.send(None)
        except StopIteration:
            return None
        return asyncio.ensure_future(resumed(sending, waits_for))


@coroutine
def resumed(begun: Coroutine[Any, Any, None], waits_for: Any) -> Generator[Any, Any, None]:
    """The rest of a coroutine that was begun outside of a task."""
    # What it waits for tells the coroutine itself how it went.
    yield waits_for
    yield from begun


def sender_for(send: Send) -> Sender:
    """The shortest way that is known for this server; never past TLS."""
    portable = PortableSender(send)
    protocol = plain_protocol(send)
    if protocol is None:
        return portable
    lighten(protocol)
    return DaphneSender(protocol, portable)


def joined(texts: Iterable[str]) -> str:
    """Several frames as one array, a single one as it is."""
    return _joined(tuple(texts))


@lru_cache(SAME_FOR_MANY)
def _joined(texts: tuple[str, ...]) -> str:
    return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"
