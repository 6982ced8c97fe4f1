"""One socket's outgoing side: frames gathered per loop turn, bytes in flight, farewell. Not here: what is said."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections import deque
from typing import TYPE_CHECKING, Any

from rooms.protocol.events import Bye, ByeData
from rooms.rendering import encode

if TYPE_CHECKING:
    import uuid
    from collections.abc import Awaitable, Callable

    from rooms.opening import Standing
    from rooms.protocol.events import Said

BEHIND_CHARACTERS = 256 * 1024
ABORT_CHARACTERS = 1024 * 1024
ABORT_SECONDS = 30.0
SHED_CHARACTERS = 64 * 1024


class Connection:
    """What the hub writes to: everything leaves in one order, several frames of one turn as one array."""

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
        # Until its arrival is read, and its sign-in checked after that, no earlier order concerns it.
        self.came_after = sys.maxsize
        self.is_closing = False
        self.is_gone = False
        self.close_code = 1000
        self.on_behind: Callable[[Connection], None] = lambda _connection: None
        self.on_end: Callable[[], object] = lambda: None
        self._send = send
        self._clock = clock
        self._waiting: list[str] = []
        self._waiting_size = 0
        self._flight: deque[int] = deque()
        self._flight_size = 0
        self._sent_frames = 0
        self._stuck_since: float | None = None
        self._flushing: asyncio.Task[None] | None = None

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
        if self.is_closing:
            return
        self._waiting.append(text)
        self._waiting_size += len(text)
        if self._flushing is None:
            self._flushing = asyncio.ensure_future(self._flush())

    def push_ephemeral(self, text: str) -> None:
        """Send something that may be dropped; dropped first when the client reads slowly."""
        if self.unarrived < SHED_CHARACTERS:
            self.push(text)

    def acknowledge(self, frames: int) -> None:
        """The client has received this many frames in all; more than were sent are not believed."""
        arrived = min(frames, self._sent_frames) - (self._sent_frames - len(self._flight))
        for _ in range(max(0, arrived)):
            self._flight_size -= self._flight.popleft()
        if arrived > 0:
            self._stuck_since = self._clock() if self._flight else None

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
        if self._flushing is not None:
            await asyncio.shield(self._flushing)

    async def _flush(self) -> None:
        try:
            while self._waiting:
                await self._send({"type": "websocket.send", "text": self._take()})
                if self.is_behind and not self.is_closing:
                    self.on_behind(self)
        except OSError:
            # Some servers say so when the client went away in the middle of a frame.
            self.lost()
        finally:
            self._flushing = None

    def _take(self) -> str:
        """All that waits, as one frame of the socket."""
        texts, self._waiting, self._waiting_size = self._waiting, [], 0
        text = texts[0] if len(texts) == 1 else f"[{','.join(texts)}]"
        self._flight.append(len(text))
        self._flight_size += len(text)
        self._sent_frames += 1
        if self._stuck_since is None:
            self._stuck_since = self._clock()
        return text
