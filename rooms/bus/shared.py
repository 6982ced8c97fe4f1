"""The bus of several processes: what one commits reaches the hubs of all. Not here: a single Redis (line).

Everything on it is a hint: whatever is lost, doubled or late is put right by the hubs, which read the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from zlib import crc32

from rooms.bus.line import Line, Outage
from rooms.bus.local import InProcessBus
from rooms.bus.messages import Post

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rooms.bus.messages import Frame, Hear, NoteFrame, Passing


class Bus(Protocol):
    """How a committed event gets to every hub, its own process's first; publishing never waits."""

    @property
    def is_whole(self) -> bool:
        """Whether all other processes can be reached, as far as this one knows."""
        ...

    def start(self) -> None: ...

    def subscribe(self, receive: Hear, returned: Callable[[], None] | None = None) -> None:
        """Have messages handed out, those of a commit at once; `returned` tells that some may have been lost."""
        ...

    def unsubscribe(self, receive: Hear) -> None: ...

    def publish(self, *frames: Frame | NoteFrame) -> None:
        """Tell the hubs of this process and of all others."""
        ...

    def pass_on(self, passing: Passing) -> None:
        """Tell the hubs of all other processes."""
        ...

    def outages(self) -> list[Outage]: ...


class RedisBus:
    """One line a Redis, the rooms shared out among them; within the process nothing waits for any of them."""

    def __init__(self, urls: Sequence[str], *, channel: str) -> None:
        self._here = InProcessBus()
        self._returned: dict[Hear, Callable[[], None]] = {}
        post = Post()
        self._lines = [
            Line(url, channel=channel, post=post, hear=self._here.hand_out, on_return=self._on_return)
            for url in urls
        ]  # fmt: skip

    @property
    def is_whole(self) -> bool:
        return all(line.is_up for line in self._lines)

    def start(self) -> None:
        for line in self._lines:
            line.start()

    def stop(self) -> None:
        """Hang up; for whoever runs several in one process."""
        for line in self._lines:
            line.stop()

    def subscribe(self, receive: Hear, returned: Callable[[], None] | None = None) -> None:
        self._here.subscribe(receive)
        if returned:
            self._returned[receive] = returned
        self.start()

    def unsubscribe(self, receive: Hear) -> None:
        self._here.unsubscribe(receive)
        self._returned.pop(receive, None)

    def publish(self, *frames: Frame | NoteFrame) -> None:
        self._here.publish(*frames)
        for frame in frames:
            self._line(frame.room).say(frame)

    def pass_on(self, passing: Passing) -> None:
        self._line(passing.room).say(passing)

    def outages(self) -> list[Outage]:
        count = len(self._lines)
        return [
            Outage(no, count, line.away_since)
            for no, line in enumerate(self._lines, start=1)
            if line.away_since is not None
        ]

    def _line(self, room: str) -> Line:
        return self._lines[crc32(room.encode()) % len(self._lines)]

    def _on_return(self) -> None:
        for returned in tuple(self._returned.values()):
            returned()
