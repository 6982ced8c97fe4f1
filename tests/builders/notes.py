"""Editors of notes as plain documents, and what they send. Not here: sockets (live) and browsers (room_page)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from pycrdt import Doc, Text

from rooms.models import Note
from rooms.notes.reading import read_document
from rooms.protocol.notes import NoteUpdate, NoteUpdateData
from tests.builders.chat import carry, member_of

if TYPE_CHECKING:
    from rooms.commands import Carried
    from rooms.models import Room
    from rooms.notes.document import Document
    from server.accounts.models import Person


class Editor:
    """One person's copy of a note; what was written and not sent yet waits in it."""

    def __init__(self, client: int | None = None) -> None:
        self.doc: Doc[Text] = Doc(client_id=client)
        self._text = self.doc.get("text", type=Text)
        self._unsent: list[bytes] = []
        self._watch = self.doc.observe(lambda event: self._unsent.append(event.update))

    @property
    def text(self) -> str:
        return str(self._text)

    def write(self, words: str, at: int | None = None) -> Editor:
        self._text.insert(len(self._text) if at is None else at, words)
        return self

    def delete(self, start: int, end: int) -> Editor:
        del self._text[start:end]
        return self

    def take(self, update: bytes) -> None:
        """Something that another one wrote."""
        before = len(self._unsent)
        self.doc.apply_update(update)
        del self._unsent[before:]

    def changes(self) -> list[bytes]:
        """What waits, change by change."""
        waiting, self._unsent = self._unsent, []
        return waiting


def changing(room: Room, update: bytes, name: str = "room") -> NoteUpdate:
    data = NoteUpdateData(note=name, update=encoded(update))  # type: ignore[arg-type]
    return NoteUpdate(ref=1, room=str(room.pk), data=data)


def change(room: Room, person: Person, update: bytes, name: str = "room") -> Carried:
    """Store a change through the real verb."""
    return carry(room, person, changing(room, update, name))


def write_note(room: Room, person: Person, words: str, name: str = "room") -> Editor:
    """Write into a note with an editor of one's own, which has seen what stood there."""
    editor = Editor()
    editor.take(document(room, person, name).state())
    editor.write(words)
    for update in editor.changes():
        change(room, person, update, name)
    return editor


def texts(room: Room, person: Person, *names: str) -> list[str]:
    return [document(room, person, name).text for name in names]


def document(room: Room, person: Person, name: str = "room") -> Document:
    """The note as the database has it now."""
    return read_document(member_of(room, person), name)[1]  # type: ignore[arg-type]


def note_of(room: Room) -> Note:
    return Note.objects.get(room=room, kind="room")


def encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()
