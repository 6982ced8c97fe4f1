"""A note's updates as they go over the bus and the socket, the same live and read again. Not here: sending (hub)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from rooms.bus import NoteFrame
from rooms.protocol.notes import NoteUpdated, UpdatedData
from rooms.rendering import encode

if TYPE_CHECKING:
    from rooms.models import Note, NoteUpdate


def frame_of(note: Note, row: NoteUpdate, content: bytes) -> NoteFrame:
    data = UpdatedData(note=note.name, no=row.no, by=str(row.actor_id), update=base64.b64encode(content).decode())
    text = encode(NoteUpdated(room=str(note.room_id), data=data)).decode()
    return NoteFrame(room=str(note.room_id), person=str(note.person_id or ""), note=note.name, no=row.no, text=text)
