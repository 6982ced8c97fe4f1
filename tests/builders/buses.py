"""The buses of several processes, side by side in this one, and what each of them hears."""

from __future__ import annotations

import time
import uuid
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING
from zlib import crc32

from rooms.bus.shared import RedisBus
from tests.builders.frames import frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rooms.bus import Frame, Message
    from rooms.bus.line import Outage

CHANNEL = "test:bus"
WAIT_SECONDS = 20.0


class Listener:
    """One process as its bus sees it; ready when its way to every Redis is open."""

    def __init__(self, *urls: str, ready: bool = True) -> None:
        self.bus = RedisBus(urls, channel=CHANNEL)
        self._heard: SimpleQueue[Message] = SimpleQueue()
        self._returns: SimpleQueue[bool] = SimpleQueue()
        self.bus.subscribe(self._hear, returned=lambda: self._returns.put(True))
        for _ in urls if ready else ():
            self.returned()

    def _hear(self, messages: Sequence[Message]) -> None:
        for message in messages:
            self._heard.put(message)

    def hear(self) -> Message:
        """The next message, as soon as it is there."""
        return self._heard.get(timeout=WAIT_SECONDS)

    def heard(self) -> list[Message]:
        """What has come and was not taken yet."""
        messages = []
        try:
            while True:
                messages.append(self._heard.get_nowait())
        except Empty:
            return messages

    def hear_until(self, last: Message) -> list[Message]:
        messages = [self.hear()]
        while messages[-1] != last:
            messages.append(self.hear())
        return messages

    def outages(self) -> list[Outage]:
        """Wait until a Redis is missed."""
        until = time.monotonic() + WAIT_SECONDS
        while not (outages := self.bus.outages()) and time.monotonic() < until:
            time.sleep(0.02)
        return outages

    def returned(self) -> bool:
        """Wait until a Redis was found, for the first time or again."""
        return self._returns.get(timeout=WAIT_SECONDS)


@contextmanager
def listeners(*urls: str, count: int = 2, ready: bool = True) -> Iterator[list[Listener]]:
    """Some processes on the same Redis; all hang up at the end."""
    processes = [Listener(*urls, ready=ready) for _ in range(count)]
    try:
        yield processes
    finally:
        for process in processes:
            process.bus.stop()


def frames(count: int, *, room: str = "", after: int = 0) -> list[Frame]:
    name = room or str(uuid.uuid4())
    return [frame(seq, room=name) for seq in range(after + 1, after + 1 + count)]


def room_on(no: int, count: int) -> str:
    """A room that the line with this number carries."""
    return next(room for room in map(str, range(100)) if crc32(room.encode()) % count == no)
