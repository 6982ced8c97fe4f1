"""The notes that connections of this process have open, and what reaches them. Not here: reading rows (rooms.notes)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import Error

from rooms.notes.reading import read_note_gap
from rooms.protocol.notes import NoteBehind, NoteChangedData

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine, Iterable
    from typing import Any, TypeAlias

    from rooms.bus import NoteFrame
    from rooms.hub.connection import Connection
    from rooms.notes.reading import Key

    Read: TypeAlias = Callable[..., Coroutine[Any, Any, Any]]

logger = logging.getLogger(__name__)


class LiveNote:
    """How far the note has come, and how far each connection that has it open; None while that is being read."""

    def __init__(self) -> None:
        self.newest = 0
        self.said: dict[Connection, int | None] = {}

    def laggards(self) -> list[int]:
        return [no for no in self.said.values() if no is not None and no < self.newest]


class LiveNotes:
    """Lives on the hub's loop. Whoever no longer has the room open hears nothing of its notes either."""

    def __init__(self, loop: asyncio.AbstractEventLoop, read: Read) -> None:
        self._loop = loop
        self._read = read
        self._notes: dict[Key, LiveNote] = {}
        self._heals: dict[Key, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._notes)

    def stop(self) -> None:
        for task in self._heals.values():
            task.cancel()

    def start_joining(self, connection: Connection, key: Key) -> None:
        """From here on nothing is missed: what comes before `admit` is read from the database then."""
        self._notes.setdefault(key, LiveNote()).said[connection] = None

    def admit(self, connection: Connection, key: Key, no: int) -> None:
        """The connection was told the note up to this number."""
        note = self._notes.get(key)
        if note is None or connection not in note.said:
            return
        note.said[connection] = no
        note.newest = max(note.newest, no)
        self._heal_if_behind(key, note)

    def leave(self, connection: Connection, key: Key) -> None:
        note = self._notes.get(key)
        if note is None:
            return
        note.said.pop(connection, None)
        if not note.said:
            del self._notes[key]

    def drop(self, connection: Connection) -> None:
        """The connection is gone."""
        for key in [key for key, note in self._notes.items() if connection in note.said]:
            self.leave(connection, key)

    def fall_behind(self, connection: Connection) -> None:
        """Remember nothing for a slow reader: it opens the note again when it can."""
        for key, note in tuple(self._notes.items()):
            if note.said.get(connection) is not None:
                self._send_back(connection, key)

    def accept(self, frame: NoteFrame) -> None:
        """Hand on a change to all whom it is the next one for; a gap is read from the database."""
        key = (frame.room, frame.person, frame.note)
        note = self._notes.get(key)
        if note is None:
            return
        note.newest = max(note.newest, frame.no)
        for connection, no in tuple(note.said.items()):
            if no == frame.no - 1:
                self._say(connection, key, frame)
        self._heal_if_behind(key, note)

    def compare(self, heads: Iterable[tuple[Key, int]]) -> None:
        """Look closer wherever the database differs; these heads may be older than what arrived meanwhile."""
        for key, head in heads:
            note = self._notes.get(key)
            if note and head != note.newest:
                self._heal(key)

    def _say(self, connection: Connection, key: Key, frame: NoteFrame) -> None:
        if frame.room in connection.rooms:
            self._notes[key].said[connection] = frame.no
            connection.push(frame.text)
        else:
            self.leave(connection, key)

    def _send_back(self, connection: Connection, key: Key) -> None:
        self.leave(connection, key)
        data = NoteChangedData(note=key[2])
        connection.say(NoteBehind(room=key[0], data=data))

    def _heal_if_behind(self, key: Key, note: LiveNote) -> None:
        if note.laggards():
            self._heal(key)

    def _heal(self, key: Key) -> None:
        """Read what is missing, once at a time for each note."""
        if key not in self._heals:
            task = self._loop.create_task(self._read_on(key))
            self._heals[key] = task
            task.add_done_callback(lambda _task: self._heals.pop(key, None))

    async def _read_on(self, key: Key) -> None:
        try:
            while await self._read_some(key):
                pass
        except Error as fault:
            # The next round of the keeper finds the same gap and tries again.
            logger.warning("A gap of a note could not be read: %s", type(fault).__name__)

    async def _read_some(self, key: Key) -> bool:
        """Take the next changes from the database; whether there may be more."""
        note = self._notes.get(key)
        if note is None:
            return False
        before = note.newest
        gap = await self._read(read_note_gap, key, min(note.laggards(), default=before))
        # Only a head that was read after ours was known can tell that the database went back in time.
        if gap.head < before:
            note.newest = gap.head
            for connection in tuple(note.said):
                self._send_back(connection, key)
            return False
        note.newest = max(note.newest, gap.head)
        for frame in gap.frames:
            for connection, no in tuple(note.said.items()):
                if no is not None and no < frame.no:
                    self._say(connection, key, frame)
        return bool(gap.frames and note.laggards())
