"""What is known of Daphne's inside: shorter ways in and out, and what it would keep or do for each socket in vain.

Not here: any other server (sender). Each of these was measured, and each is left alone where Daphne looks otherwise.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

    from rooms.hub.sender import Send, Sender

# A frame's bytes are the same for all listeners of a room, one right after the other.
SAME_FOR_MANY = 4
SHORT, MEDIUM = 126, 1 << 16
OPEN = 3
FINAL_TEXT, MASKED = 0x81, 0x80
HEAD_BYTES, MORE_BYTES, MASK_BYTES = 2, 2, 4
KNOWN = ("CONFIG_ATTRS", "current_frame", "data", "inside_message", "maxFramePayloadSize", "onMessage")


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


def plain_protocol(send: Send) -> Any | None:
    """Daphne's side of a socket, when it is Daphne, looks as we know it, and has no TLS."""
    protocol = send.args[0] if isinstance(send, partial) and send.args else None
    transport = getattr(protocol, "transport", None)
    knows = ("dataBuffer", "_tempDataBuffer", "socket", "connected", "write", "unregisterProducer")
    is_plain = transport is not None and all(hasattr(transport, name) for name in knows)
    if is_plain and not getattr(transport, "TLS", False) and getattr(protocol, "STATE_OPEN", None) == OPEN:
        return protocol
    return None


def lighten(protocol: Any) -> None:
    """Let go of what an open socket no longer needs, and have those after it need less.

    The request of its handshake is still the transport's producer, and would stay in memory for as long as the socket.
    """
    transport: Any = protocol.transport
    # The channel that read it and the request hold each other, and would stay until garbage is collected.
    getattr(getattr(transport, "producer", None), "requests", []).clear()
    transport.unregisterProducer()
    factory: Any = getattr(protocol, "factory", None)
    if all(hasattr(protocol, name) for name in KNOWN) and getattr(factory, "protocol", None) is type(protocol):
        factory.protocol = lean(protocol)


def lean(protocol: Any) -> type[Any]:
    """The protocol's class with its options in the class, and a short way in for what members usually say.

    Autobahn copies thirty options of the factory into each socket and formats them for a log that nobody writes, a
    quarter of the time that a handshake takes; and it makes a dozen objects and calls of every frame that it reads.
    """
    kind = type(protocol)
    options = {name: getattr(protocol, name) for name in kind.CONFIG_ATTRS}
    # A function that stands in a class would become its method.
    own = {name: staticmethod(value) if callable(value) else value for name, value in options.items()}
    limit = min(protocol.maxFramePayloadSize or MEDIUM, MEDIUM - 1)

    def data_received(self: Any, data: bytes) -> None:
        if self.state == OPEN and self.current_frame is None and not self.inside_message and not self.data:
            payloads, end = whole_texts(data, limit)
            for payload in payloads:
                self.onMessage(payload, False)  # noqa: FBT003  (Autobahn's: it is no binary)
            data = data[end:]
        if data:
            kind.dataReceived(self, data)

    def connection_lost(self: Any, *reason: Any) -> None:
        kind.connectionLost(self, *reason)
        # Its own result: the socket would hold itself, and wait for a collection of garbage that stops everybody.
        vars(self).pop("is_closed", None)

    short = {"CONFIG_ATTRS": (), "dataReceived": data_received, "connectionLost": connection_lost}
    return type(kind.__name__, (kind,), own | short)


def whole_texts(data: bytes, limit: int) -> tuple[list[bytes], int]:
    """The texts with which the data begins, each one whole, masked frame in UTF-8, and where they end (RFC 6455 5.2).

    Whatever else comes, parts, pings, farewells, mistakes, is left to those who know all of the protocol.
    """
    payloads: list[bytes] = []
    end = 0
    while span := whole_text(data, end, limit):
        payload = unmasked(data[span.start - MASK_BYTES : span.start], data[span.start : span.stop])
        try:
            payload.decode()
        except UnicodeDecodeError:
            break
        payloads.append(payload)
        end = span.stop
    return payloads, end


def whole_text(data: bytes, at: int, limit: int) -> slice | None:
    """Where the text stands that the frame beginning here carries; None unless it is all here and plain."""
    if len(data) - at < HEAD_BYTES + MASK_BYTES or data[at] != FINAL_TEXT or data[at + 1] < MASKED:
        return None
    length, start = data[at + 1] - MASKED, at + HEAD_BYTES
    if length == SHORT:
        length, start = int.from_bytes(data[start : start + MORE_BYTES]), start + MORE_BYTES
        # A short length told in the long way is a mistake.
        length = length if length >= SHORT else MEDIUM
    elif length > SHORT:
        return None
    end = start + MASK_BYTES + length
    return slice(start + MASK_BYTES, end) if length <= limit and end <= len(data) else None


def unmasked(mask: bytes, text: bytes) -> bytes:
    key = (mask * (len(text) // MASK_BYTES + 1))[: len(text)]
    return (int.from_bytes(text) ^ int.from_bytes(key)).to_bytes(len(text))


@lru_cache(SAME_FOR_MANY)
def frame_of(text: str) -> bytes:
    """The text as one WebSocket frame from a server (RFC 6455 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < SHORT:
        return bytes([0x81, size]) + payload
    if size < MEDIUM:
        return b"\x81\x7e" + size.to_bytes(2) + payload
    return b"\x81\x7f" + size.to_bytes(8) + payload
