"""How a frame leaves: through the server's `send`, or straight into Daphne's transport. Not here: what, when."""

from __future__ import annotations

import asyncio
from functools import lru_cache, partial
from types import coroutine
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Generator, Iterable

    Send = Callable[[dict[str, Any]], Awaitable[None]]

# A frame's text and its bytes are the same for all listeners of a room, one right after the other.
SAME_FOR_MANY = 4
SHORT, MEDIUM = 126, 1 << 16
OPEN = 3


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


class DaphneSender:
    """Daphne without the detour: one frame of bytes for all who hear the same, tried on the socket at once.

    Twisted would ask the selector twice for every write, and Autobahn formats what it does not log.
    """

    __slots__ = ("_fallback", "_protocol")

    def __init__(self, protocol: Any, fallback: Sender) -> None:
        self._protocol = protocol
        self._fallback = fallback

    def send(self, text: str) -> asyncio.Future[None] | None:
        transport = self._protocol.transport
        if self._protocol.state != OPEN or not transport.connected:
            return self._fallback.send(text)
        frame = frame_of(text)
        sent = 0
        if not transport.dataBuffer and not transport._tempDataBuffer:  # noqa: SLF001  (whether anything waits is said nowhere else)
            try:
                sent = transport.socket.send(frame)
            except OSError:
                # Full, or gone: the transport finds out which.
                sent = 0
        if sent < len(frame):
            transport.write(frame[sent:])
        return None


def sender_for(send: Send) -> Sender:
    """The shortest way that is known for this server; never past TLS."""
    portable = PortableSender(send)
    protocol = send.args[0] if isinstance(send, partial) and send.args else None
    transport = getattr(protocol, "transport", None)
    knows = ("dataBuffer", "_tempDataBuffer", "socket", "connected", "write")
    is_plain = transport is not None and all(hasattr(transport, name) for name in knows)
    if is_plain and not getattr(transport, "TLS", False) and getattr(protocol, "STATE_OPEN", None) == OPEN:
        return DaphneSender(protocol, portable)
    return portable


def joined(texts: Iterable[str]) -> str:
    """Several frames as one array, a single one as it is."""
    return _joined(tuple(texts))


@lru_cache(SAME_FOR_MANY)
def _joined(texts: tuple[str, ...]) -> str:
    return texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"


@lru_cache(SAME_FOR_MANY)
def frame_of(text: str) -> bytes:
    """The text as one WebSocket frame from a server."""
    payload = text.encode()
    size = len(payload)
    if size < SHORT:
        return bytes([0x81, size]) + payload
    if size < MEDIUM:
        return b"\x81\x7e" + size.to_bytes(2) + payload
    return b"\x81\x7f" + size.to_bytes(8) + payload
