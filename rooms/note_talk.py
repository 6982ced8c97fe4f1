"""What a connection says about notes, and how it is answered. Not here: changing one (rooms.notes)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from msgspec.structs import asdict

from rooms.notes.reading import read_note
from rooms.protocol.notes import CaretMovedData, NoteCaretMoved
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid

    from rooms.hub.connection import Connection
    from rooms.hub.hub import Hub
    from rooms.notes.reading import Key
    from rooms.protocol.notes import NoteCaret, NoteClose, NoteName, NoteOpen, NoteView


async def open_note(hub: Hub, connection: Connection, said: NoteOpen) -> NoteView:
    """Start listening, then read; what comes meanwhile is said when `admit_note` has told that the note was."""
    if said.room not in connection.rooms:
        raise Refused("not_found", _("Open this room first."))
    key = key_of(connection, said.room, said.data.note)
    hub.notes.start_joining(connection, key)
    try:
        return await hub.read(read_note, connection.person, said)
    except BaseException:
        hub.notes.leave(connection, key)
        raise


def admit_note(hub: Hub, connection: Connection, room_id: str, view: NoteView) -> None:
    hub.notes.admit(connection, key_of(connection, room_id, view.note), view.no)


def close_note(hub: Hub, connection: Connection, said: NoteClose) -> None:
    hub.notes.leave(connection, key_of(connection, said.room, said.data.note))


def key_of(connection: Connection, room_id: str, name: NoteName) -> Key:
    """A private note is the asker's own, whoever asks."""
    return (room_id, str(connection.person) if name == "private" else "", name)


def move_caret(hub: Hub, connection: Connection, said: NoteCaret) -> None:
    """Show the others where somebody writes, unless alone or hiding; too many moves are passed over."""
    person = str(connection.person)
    is_shared = said.room in connection.rooms and said.data.note != "private"
    if not is_shared or not hub.tracker.is_visible(person, said.room):
        return
    if not hub.limiter.take("carets", connection.id):
        data = CaretMovedData(person=person, **asdict(said.data))
        hub.say_in_room(said.room, NoteCaretMoved(room=said.room, data=data), but=person)


def spend_on_notes(hub: Hub, person: uuid.UUID) -> None:
    retry_ms = hub.limiter.take("notes", str(person))
    if retry_ms:
        raise Refused("too_fast", _("That was too fast: wait a moment."), retry_ms=retry_ms)
