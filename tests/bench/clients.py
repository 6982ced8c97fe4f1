"""Clients of the load's side, made for many small frames: counted by bytes, never parsed. Not here: rates (load)."""

from __future__ import annotations

import asyncio
import json
import uuid
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.servers import Running
    from tests.bench.storage import Seat

# Stands once in every message and nowhere else; behind it the nanosecond at which it was said.
MARK = b"@"
DIGITS = 19
TEXT_CHARACTERS = 100
ACK_BYTES = 64 * 1024
SMALL_BYTES = 64 * 1024
GREETING_BYTES = 20
CONNECT_SECONDS = 90.0
AT_ONCE = 50


class Tally:
    """What all clients of a crowd received since it was last cleared."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        self.deliveries = 0
        self.latencies: list[int] = []

    def add(self, count: int, said_at: int) -> None:
        """So many came just now; of several the first one waited longest."""
        self.deliveries += count
        self.latencies.append(perf_counter_ns() - said_at)


class Client(WSListener):  # type: ignore[misc]  # compiled, without types
    """One connection to a broadcaster that knows nobody: the naive and the raw one."""

    def __init__(self, tally: Tally, seat: Seat, *, missed: bool = False) -> None:
        self.tally = tally
        self.seat = seat
        self.got = 0
        self.ready = asyncio.Event()
        self.is_lost = False
        self._query = "?missed" if missed else ""

    def place(self, port: int) -> tuple[str, list[tuple[str, str]]]:
        """Address and headers."""
        return f"ws://localhost:{port}/ws/chat/{self.seat.room}/{self._query}", []

    def greet(self) -> None:
        self.ready.set()

    def message(self, text: str) -> bytes:
        return b'{"message":"%b"}' % text.encode()

    async def open(self, port: int) -> None:
        url, headers = self.place(port)
        await ws_connect(
            lambda: self, url, extra_headers=headers, websocket_handshake_timeout=None, max_frame_size=2**26
        )

    def hang_up(self) -> None:
        self.transport.disconnect(graceful=False)

    def found(self, payload: bytes) -> tuple[int, int]:
        """How many messages there are, and when the first one was said."""
        count = payload.count(MARK)
        at = payload.find(MARK) + 1
        return count, int(payload[at : at + DIGITS]) if count else 0

    def heard(self, payload: bytes, count: int) -> None:
        """Whatever a protocol wants to do with a frame besides counting it."""

    def say(self) -> None:
        """Send one message that tells when it was said."""
        text = f"@{perf_counter_ns():0{DIGITS}d} ".ljust(TEXT_CHARACTERS, "x")
        self.transport.send(WSMsgType.TEXT, self.message(text))

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport
        self.greet()

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self.is_lost = True
        self.ready.set()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.TEXT:
            if frame.msg_type == WSMsgType.CLOSE:
                transport.disconnect()
            return
        payload = frame.get_payload_as_bytes()
        count, said_at = self.found(payload)
        if count:
            self.got += count
            self.tally.add(count, said_at)
        self.heard(payload, count)


class Member(Client):
    """A signed-in member of a room of Menteo, who acknowledges frames as a browser does."""

    def __init__(self, tally: Tally, seat: Seat, *, cursor: dict[str, Any] | None = None) -> None:
        super().__init__(tally, seat)
        self.cursor = cursor
        self.welcome = b""
        self._frames = self._bytes = 0

    def place(self, port: int) -> tuple[str, list[tuple[str, str]]]:
        origin = ("Origin", f"http://localhost:{port}")
        cookie = ("Cookie", f"sign-in={self.seat.token}")
        return f"ws://localhost:{port}/ws/live/", [origin, cookie, ("Sec-WebSocket-Protocol", "menteo.v1")]

    def greet(self) -> None:
        rooms = {self.seat.room: self.cursor}
        data = {"client": "bench", "tab": str(uuid.uuid4()), "person": self.seat.person, "rooms": rooms}
        self.transport.send(WSMsgType.TEXT, json.dumps({"type": "hello", "data": data}).encode())

    def message(self, text: str) -> bytes:
        command = b'{"type":"message.send","ref":1,"room":"%b","client_id":"%b","data":{"text":"%b"}}'
        return command % (self.seat.room.encode(), str(uuid.uuid4()).encode(), text.encode())

    def heard(self, payload: bytes, count: int) -> None:
        self._frames += 1
        self._bytes += len(payload)
        if not self.welcome and b'"welcome"' in payload[:GREETING_BYTES]:
            self.welcome = payload
            self.ready.set()
        is_asked = not count and len(payload) < SMALL_BYTES and b'"ping"' in payload
        if is_asked or self._bytes >= ACK_BYTES:
            self._bytes = 0
            self.transport.send(WSMsgType.TEXT, b'{"type":"pong","data":{"frames":%d}}' % self._frames)

    def place_in_log(self) -> dict[str, Any]:
        """The cursor behind the snapshot that this member was welcomed with."""
        said = json.loads(self.welcome)
        welcome = said[0] if isinstance(said, list) else said
        opened = welcome["data"]["rooms"][self.seat.room]
        return {"epoch": opened["epoch"], "seq": opened["head"], "tag": opened["snapshot"]["tag"]}


async def connect(running: Running, client: Client) -> Client:
    """Connected and, where there is one, welcomed."""
    async with asyncio.timeout(CONNECT_SECONDS):
        await client.open(running.port)
        await client.ready.wait()
    if client.is_lost:
        raise ConnectionError("The server closed a connection that it had just accepted.")
    return client


async def crowd(running: Running, clients: Sequence[Client]) -> list[Client]:
    """All connected, a few at a time."""
    for first in range(0, len(clients), AT_ONCE):
        await asyncio.gather(*(connect(running, client) for client in clients[first : first + AT_ONCE]))
    return [*clients]


def new_clients(running: Running, seats: Sequence[Seat], tally: Tally) -> list[Client]:
    return [new_client(running, seat, tally) for seat in seats]


def new_client(running: Running, seat: Seat, tally: Tally) -> Client:
    return Member(tally, seat) if running.server.speech == "ours" else Client(tally, seat)


async def leave(clients: Sequence[Client]) -> None:
    for client in clients:
        client.hang_up()
    while not all(client.is_lost for client in clients):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
