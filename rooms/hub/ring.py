"""The newest frames of one room in memory, without a gap (pure). Not here: who gets them (hub)."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rooms.bus import Frame
    from rooms.protocol.wire import Cursor

RING_FRAMES = 256
RING_CHARACTERS = 256 * 1024
REWRITES = ("message.edited", "message.deleted", "member.joined", "member.left", "member.removed", "goal.erased")


class Ring:
    """Frames seq by seq up to the head. What it serves equals what the database would, or it serves nothing."""

    def __init__(self) -> None:
        self._frames: deque[Frame] = deque()
        self._size = 0

    def __len__(self) -> int:
        return len(self._frames)

    def add(self, frame: Frame) -> None:
        """Append the next frame; one out of step or of another epoch empties the ring first."""
        if self._frames and (frame.epoch, frame.seq) != (self._frames[-1].epoch, self._frames[-1].seq + 1):
            self.clear()
        if frame.kind in REWRITES:
            self._forget(frame.subject)
        self._frames.append(frame)
        self._size += len(frame.text)
        while len(self._frames) > RING_FRAMES or self._size > RING_CHARACTERS:
            self._shift()

    def tail(self, cursor: Cursor) -> list[Frame] | None:
        """The frames after the cursor; None when the ring cannot vouch for where the cursor stands."""
        if not self._frames or cursor.epoch != self._frames[0].epoch:
            return None
        place = cursor.seq - self._frames[0].seq
        if not 0 <= place < len(self._frames) or self._frames[place].tag != cursor.tag:
            return None
        return list(self._frames)[place + 1 :]

    def clear(self) -> None:
        self._frames.clear()
        self._size = 0

    def _forget(self, subject: str) -> None:
        """Drop all up to the last frame about a message or person that is now shown in another way."""
        places = [place for place, frame in enumerate(self._frames) if frame.subject == subject]
        for _ in range(places[-1] + 1 if places else 0):
            self._shift()

    def _shift(self) -> None:
        self._size -= len(self._frames.popleft().text)
