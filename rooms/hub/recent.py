"""The newest frames of all rooms of this process, for rooms that come alive a moment later (pure). Not here: rings."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rooms.bus import Frame

RECENT_FRAMES = 1000
RECENT_CHARACTERS = 1024 * 1024


class Recent:
    """Bounded by number and by size: long messages push each other out sooner."""

    def __init__(self) -> None:
        self._frames: deque[Frame] = deque()
        self._size = 0

    def add(self, frame: Frame) -> None:
        self._frames.append(frame)
        self._size += len(frame.text)
        while len(self._frames) > RECENT_FRAMES or self._size > RECENT_CHARACTERS:
            self._size -= len(self._frames.popleft().text)

    def after(self, room: str, head: int) -> list[Frame]:
        """What came in this room after a head, oldest first."""
        return [frame for frame in self._frames if frame.room == room and frame.seq > head]
