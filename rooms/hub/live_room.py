"""One room in this process: its head, its ring, and who listens how. Not here: reading the database (hub, opening)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rooms.hub.ring import Ring
from rooms.protocol.events import BehindData, MovedData, RoomBehind, RoomGone, RoomMoved
from rooms.protocol.wire import Cursor
from rooms.rendering import encode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rooms.bus import Frame
    from rooms.hub.connection import Connection

BUFFER_CHARACTERS = 256 * 1024
DEPARTURES = ("member.removed", "member.left")


class LiveRoom:
    """Listeners are *joining* (frames kept until their opening is said), *open*, *lagging* (they pull), *watching*."""

    def __init__(self, room_id: str, *, epoch: str, head: int, message_no: int) -> None:
        self.id = room_id
        self.epoch = epoch
        self.head = head
        self.tag = ""
        self.message_no = message_no
        self.ring = Ring()
        self.open: set[Connection] = set()
        self.lagging: set[Connection] = set()
        self.watching: set[Connection] = set()
        self.joining: dict[Connection, list[Frame]] = {}
        self.idle_since: float | None = None

    @property
    def is_idle(self) -> bool:
        return not (self.open or self.lagging or self.watching or self.joining)

    @property
    def cursor(self) -> Cursor:
        return Cursor(epoch=self.epoch, seq=self.head, tag=self.tag)

    def is_at(self, cursor: Cursor) -> bool:
        """Whether the cursor is our head for sure: after a reset the tag of the head is unknown."""
        return cursor == self.cursor and bool(self.tag or not self.head)

    @property
    def listeners(self) -> set[Connection]:
        """Everybody who has the room open, however far they have come."""
        return self.open | self.lagging | set(self.joining)

    def accept(self, frames: Iterable[Frame]) -> None:
        """Hand on the next events. Who was put out by one is gone before it and any later one."""
        waiting: list[Frame] = []
        for frame in frames:
            self.head, self.tag, self.message_no = frame.seq, frame.tag, frame.message_no
            self.ring.add(frame)
            if frame.kind in DEPARTURES:
                self._hand_on(waiting)
                self.dismiss(frame.subject)
                waiting = []
            waiting.append(frame)
        self._hand_on(waiting)

    def _hand_on(self, frames: list[Frame]) -> None:
        if not frames:
            return
        texts = [frame.text for frame in frames]
        size = sum(map(len, texts))
        for connection in self.open:
            connection.push_all(texts, size)
        for buffer in self.joining.values():
            buffer.extend(frames)
        if self.watching:
            self._tell_watchers({frame.actor: frame.message_no for frame in frames if frame.kind == "message.sent"})

    def start_joining(self, connection: Connection) -> None:
        self.open.discard(connection)
        self.lagging.discard(connection)
        self.joining[connection] = []

    def admit(self, connection: Connection, *, epoch: str, after: int, more: bool) -> None:
        """End joining: pass on what came meanwhile; when that is too much or not all was read, let the client pull."""
        # Without a buffer frames may have been missed: the room was reset meanwhile.
        was_kept = connection in self.joining
        kept = [frame for frame in self.joining.pop(connection, []) if frame.seq > after]
        too_much = sum(len(frame.text) for frame in kept) > BUFFER_CHARACTERS
        if more or too_much or not was_kept or epoch != self.epoch:
            self.lagging.add(connection)
            if not more:
                self.tell_behind(connection)
            return
        self.lagging.discard(connection)
        for frame in kept:
            connection.push(frame.text)
        self.open.add(connection)

    def fall_behind(self, connection: Connection) -> None:
        """Remember no frames for a slow reader: it pulls when it can read again."""
        if connection in self.open:
            self.open.discard(connection)
            self.lagging.add(connection)
            self.tell_behind(connection)

    def tell_behind(self, connection: Connection) -> None:
        connection.say(RoomBehind(room=self.id, data=BehindData(head=self.head)))

    def reset(self, *, epoch: str, head: int, message_no: int) -> None:
        """The database is another one than we thought: everybody reads anew."""
        self.epoch, self.head, self.tag, self.message_no = epoch, head, "", message_no
        self.ring.clear()
        for connection in self.open | set(self.joining):
            self.lagging.add(connection)
            self.tell_behind(connection)
        self.open.clear()
        self.joining.clear()

    def watch(self, connection: Connection) -> None:
        self.watching.add(connection)
        connection.watched.add(self.id)

    def unwatch(self, connection: Connection) -> None:
        self.watching.discard(connection)
        connection.watched.discard(self.id)

    def drop(self, connection: Connection) -> None:
        """The connection no longer has the room open; it may go on watching."""
        connection.rooms.discard(self.id)
        self.open.discard(connection)
        self.lagging.discard(connection)
        self.joining.pop(connection, None)

    def dismiss(self, person: str) -> None:
        """Cut off all connections of a person who is no longer in the room."""
        for connection in [each for each in self.listeners | self.watching if str(each.person) == person]:
            self.drop(connection)
            self.unwatch(connection)
            # Whoever was put out is not let in again on what was known before.
            connection.standings.pop(self.id, None)
            connection.say(RoomGone(room=self.id))

    def tell_moved(self, connection: Connection) -> None:
        connection.push(self._moved(None))

    def _tell_watchers(self, authors: dict[str, int]) -> None:
        """New messages count as unread, but for their authors, who have read up to there by writing."""
        if not authors:
            return
        text = self._moved(None)
        for connection in self.watching:
            own = authors.get(str(connection.person))
            connection.push_ephemeral(self._moved(own) if own else text)

    def _moved(self, read_no: int | None) -> str:
        data = MovedData(message_no=self.message_no, read_no=read_no)
        return encode(RoomMoved(room=self.id, data=data)).decode()
