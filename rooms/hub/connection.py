"""One socket's outgoing side: frames gathered per loop turn, bytes in flight, farewell. Not here: what is said."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from rooms.hub.sender import joined, sender_for
from rooms.protocol.events import Bye, ByeData
from rooms.rendering import encode

if TYPE_CHECKING:
    import uuid
    from collections.abc import Awaitable, Callable

    from rooms.opening import Standing
    from rooms.protocol.envelopes import Said

BEHIND_CHARACTERS = 256 * 1024
ABORT_CHARACTERS = 1024 * 1024
ABORT_SECONDS = 30.0
SHED_CHARACTERS = 128 * 1024
RETRY_MS = (200, 1500)

logger = logging.getLogger(__name__)
_due: WeakKeyDictionary[asyncio.AbstractEventLoop, list[Connection]] = WeakKeyDictionary()


class Connection:
    """What the hub writes to: everything leaves in one order, several frames of one turn as one array."""

    __slots__ = (
        "_clock", "_flight", "_flight_size", "_is_due", "_sender", "_sending", "_sent_frames", "_stuck_since",
        "_waiting", "_waiting_size", "close_code", "id", "is_closing", "is_gone", "on_behind", "on_end",
        "orders_before", "person", "rooms", "sign_in", "standings", "watched", "window",
    )  # fmt: skip

    def __init__(
        self,
        send: Callable[[dict[str, Any]], Awaitable[None]],
        *,
        person: uuid.UUID,
        sign_in: str,
        clock: Callable[[], float],
    ) -> None:
        self.id = secrets.token_urlsafe(9)
        self.person = person
        self.sign_in = sign_in
        self.rooms: set[str] = set()
        self.standings: dict[str, Standing] = {}
        self.watched: set[str] = set()
        self.window: frozenset[str] = frozenset()
        # None until its arrival is read, and its sign-in checked after that: before, no order concerns it.
        self.orders_before: frozenset[int] | None = None
        self.is_closing = False
        self.is_gone = False
        self.close_code = 1000
        self.on_behind: Callable[[Connection], None] = nothing
        self.on_end: Callable[[], object] = nothing
        self._sender = sender_for(send)
        self._clock = clock
        self._waiting: list[str] = []
        self._waiting_size = 0
        self._flight: list[int] = []
        self._flight_size = 0
        self._sent_frames = 0
        self._stuck_since: float | None = None
        self._is_due = False
        self._sending: asyncio.Future[None] | None = None

    @property
    def unarrived(self) -> int:
        """Characters that the client has not acknowledged yet."""
        return self._flight_size + self._waiting_size

    @property
    def is_behind(self) -> bool:
        return self.unarrived > BEHIND_CHARACTERS

    def say(self, said: Said) -> None:
        self.push(encode(said).decode())

    def push(self, text: str) -> None:
        """Send this JSON with whatever else leaves in this turn of the loop."""
        self.push_all([text], len(text))

    def push_all(self, texts: list[str], characters: int) -> None:
        """Several at once, of this size together."""
        if self.is_closing:
            return
        self._waiting += texts
        self._waiting_size += characters
        if not self._is_due:
            self._is_due = True
            flush_soon(self)

    def push_ephemeral(self, text: str) -> None:
        """Send something that may be dropped; dropped first when the client reads slowly."""
        if self.unarrived < SHED_CHARACTERS:
            self.push(text)

    def acknowledge(self, frames: int) -> None:
        """The client has received this many frames in all; more than were sent are not believed."""
        arrived = min(frames, self._sent_frames) - (self._sent_frames - len(self._flight))
        if arrived > 0:
            self._flight_size -= sum(self._flight[:arrived])
            del self._flight[:arrived]
            self._stuck_since = self._clock() if self._flight else None

    def is_older_than(self, order: int) -> bool:
        """Whether the order was given after the arrival; its number does not tell, being drawn before the commit."""
        return self.orders_before is not None and order not in self.orders_before

    def is_stuck(self) -> bool:
        """Too much, or something for too long, has not arrived."""
        waited = self._clock() - self._stuck_since if self._stuck_since is not None else 0.0
        return self.unarrived > ABORT_CHARACTERS or (self.is_behind and waited > ABORT_SECONDS)

    def bye(self, code: int, reason: str, retry_ms: int | None = None) -> None:
        """Say why, then close; nothing leaves after it."""
        if self.is_closing:
            return
        self.say(Bye(data=ByeData(code=code, reason=reason, retry_ms=retry_ms)))
        self._end(code)

    def send_elsewhere(self) -> None:
        """The process ends: come back in a moment, not all at once."""
        retry_ms = random.randint(*RETRY_MS)  # noqa: S311  (spread, not secrecy)
        self.bye(4001, "The server restarts.", retry_ms=retry_ms)

    def abort(self) -> None:
        """Give up without a word that would only queue behind the rest."""
        self._waiting.clear()
        self._end(4008)

    def lost(self) -> None:
        """The client closed the socket: nothing can be said any more."""
        self._waiting.clear()
        self.is_closing = self.is_gone = True

    def _end(self, code: int) -> None:
        self.is_closing = True
        self.close_code = code
        self.on_end()

    async def finish(self) -> None:
        """Wait until what was said has been handed to the server."""
        self.flush()
        while self._sending is not None:
            await asyncio.wait([self._sending])

    def flush(self) -> None:
        """Hand over what waits, unless the server still has to take what went before."""
        self._is_due = False
        if not self._waiting or self._sending is not None:
            return
        try:
            self._sending = self._sender.send(self._take())
        except Exception as fault:  # noqa: BLE001  (others wait behind this one in the same turn)
            # Servers say in their own ways that the client went away in the middle of a frame.
            logger.info("A frame was not taken: %s", type(fault).__name__)
            self.lost()
            return
        if self._sending is not None:
            self._sending.add_done_callback(self._sent)
        if self.is_behind and not self.is_closing:
            self.on_behind(self)

    def _sent(self, sending: asyncio.Future[None]) -> None:
        self._sending = None
        if sending.cancelled() or sending.exception():
            self.lost()
        self.flush()

    def _take(self) -> str:
        """All that waits, as one frame of the socket."""
        texts, self._waiting, self._waiting_size = self._waiting, [], 0
        text = joined(texts)
        self._flight.append(len(text))
        self._flight_size += len(text)
        self._sent_frames += 1
        if self._stuck_since is None:
            self._stuck_since = self._clock()
        return text


def flush_soon(connection: Connection) -> None:
    """At the end of this turn of the loop, together with all others that have something to say."""
    loop = asyncio.get_running_loop()
    due = _due.get(loop)
    if due is None:
        due = _due[loop] = []
    if not due:
        loop.call_soon(flush_all, due)
    due.append(connection)


def flush_all(due: list[Connection]) -> None:
    now_due = due.copy()
    due.clear()
    for connection in now_due:
        connection.flush()


def nothing(*_about: object) -> None:
    """Nobody wants to know."""
