"""The least that a broadcaster can do, on picows and uvloop: rooms in memory, every message sent on as it came.

Run as `python -m tests.bench.raw PORT`. Nothing is checked or stored; it shows what the machine gives.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict, deque

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server

MISSED = 50
FLOOD = b'{"flood":'

rooms: dict[str, set[WSTransport]] = defaultdict(set)
newest: dict[str, deque[bytes]] = defaultdict(lambda: deque(maxlen=MISSED))


class Member(WSListener):
    """One connection in the room of its path."""

    def __init__(self, request: WSUpgradeRequest) -> None:
        path, _, query = request.path.decode().partition("?")
        self.room = path
        self.wants_missed = "missed" in query

    def on_ws_connected(self, transport: WSTransport) -> None:
        rooms[self.room].add(transport)
        for message in newest[self.room] if self.wants_missed else ():
            transport.send(WSMsgType.TEXT, message)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT:
            self._take(frame.get_payload_as_bytes())

    def _take(self, message: bytes) -> None:
        if message.startswith(FLOOD):
            asyncio.ensure_future(flood(self.room, message[len(FLOOD) :]))  # noqa: RUF006  (it ends by itself)
            return
        newest[self.room].append(message)
        for each in rooms[self.room]:
            each.send(WSMsgType.TEXT, message)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        rooms[self.room].discard(transport)


async def flood(room: str, order: bytes) -> None:
    """Send a frame of so many messages to everybody, as often as they take it: what the load's side can read."""
    count, seconds, message = order.split(b"|", 2)
    frame = message.rstrip(b"}") * int(count)
    loop = asyncio.get_running_loop()
    until = loop.time() + float(seconds)
    while loop.time() < until:
        for each in tuple(rooms[room]):
            if each.underlying_transport.get_write_buffer_size() < len(frame):
                each.send(WSMsgType.TEXT, frame)
        await asyncio.sleep(0)


async def serve(port: int) -> None:
    server = await ws_create_server(Member, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
