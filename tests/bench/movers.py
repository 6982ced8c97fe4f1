"""Clients who move cards: over our socket, and by plain requests. Not here: which card (boards), how often (load)."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from time import perf_counter_ns
from typing import TYPE_CHECKING

from picows import WSMsgType

from tests.bench.clients import Client, Member

if TYPE_CHECKING:
    from tests.bench.boards import Board
    from tests.bench.clients import Tally
    from tests.bench.storage import Seat

END_OF_HEAD = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
# Half of the double submit that Django's protection against forged requests asks for, and the other half.
CSRF = "c" * 32


class Mover(Member):
    """A member of a mentorship room; a move counts when the other member hears of it."""

    def __init__(self, tally: Tally, seat: Seat, board: Board) -> None:
        super().__init__(tally, seat)
        self.board = board
        self.other = self
        self.said_at: deque[int] = deque()
        self.by_me = b'"by":"%b"' % seat.person.encode()

    def say(self) -> None:
        self.said_at.append(perf_counter_ns())
        self.transport.send(WSMsgType.TEXT, self.board.next_move())

    def found(self, payload: bytes) -> tuple[int, int]:
        """The other's moves, which come in the order in which they were made."""
        waiting = self.other.said_at
        count = min(len(waiting), payload.count(self.other.by_me))
        said_at = [waiting.popleft() for _ in range(count)]
        return count, min(said_at, default=0)


class Poster(Client, asyncio.Protocol):
    """A browser without a socket: one kept connection, a POST for each move, which counts when it is answered."""

    def __init__(self, tally: Tally, seat: Seat, board: Board) -> None:
        super().__init__(tally, seat)
        self.board = board
        self._said_at: deque[int] = deque()
        self._buffer = b""

    async def open(self, port: int) -> None:
        self._head = (
            f" /say/ HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Type: application/json\r\n"
            f"Cookie: sign-in={self.seat.token}; csrf={CSRF}\r\nX-CSRFToken: {CSRF}\r\nContent-Length: "
        ).encode()
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", port)

    def say(self) -> None:
        self._said_at.append(perf_counter_ns())
        self._request(b"POST", self.board.next_move())

    def _request(self, method: bytes, body: bytes) -> None:
        self.transport.write(b"%b%b%d\r\n\r\n%b" % (method, self._head, len(body), body))

    def hang_up(self) -> None:
        self.transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """As a browser would have seen the page before; what the server does only once is done then, too."""
        self.transport = transport
        self._request(b"GET", b"")

    def connection_lost(self, _fault: Exception | None) -> None:
        self.is_lost = True
        self.ready.set()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while END_OF_HEAD in self._buffer:
            head, _end, rest = self._buffer.partition(END_OF_HEAD)
            length = int(LENGTH.findall(head)[0])
            if len(rest) < length:
                return
            self._buffer = rest[length:]
            self._answered(is_done=head.startswith(b"HTTP/1.1 200"))

    def _answered(self, *, is_done: bool) -> None:
        if not self.ready.is_set():
            self.ready.set()
            return
        said_at = self._said_at.popleft()
        if is_done:
            self.tally.add(1, said_at)


def movers(seats: list[Seat], boards: dict[str, Board], tally: Tally) -> list[Client]:
    """A mover in every seat, two and two in a room."""
    made = [Mover(tally, seat, boards[seat.room]) for seat in seats]
    for one, other in zip(made[::2], made[1::2], strict=True):
        one.other, other.other = other, one
    return [*made]


def posters(seats: list[Seat], boards: dict[str, Board], tally: Tally) -> list[Client]:
    return [Poster(tally, seat, boards[seat.room]) for seat in seats]
