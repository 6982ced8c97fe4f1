"""How the updates of notes are sealed: under the room's key, private ones under their owner's as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rooms.vault import keyring, personal_cipher, twice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rooms.models import Note, NoteUpdate
    from rooms.vault import RoomCipher


def cipher_of(note: Note) -> RoomCipher:
    room = keyring.for_room(note.room)
    if note.person_id is None:
        return room
    return twice(inner=personal_cipher(note.person_id), outer=room)


def seal_update(note: Note, row: NoteUpdate, content: bytes) -> bytes:
    return cipher_of(note).seal("note", note.pk, _field(row), row.no, content)


def opened(note: Note, rows: Iterable[NoteUpdate]) -> Iterator[tuple[NoteUpdate, bytes]]:
    """The updates with what they say; raises NoKey where a key was erased."""
    cipher = cipher_of(note)
    for row in rows:
        yield row, cipher.open("note", note.pk, _field(row), row.no, bytes(row.content))


def _field(row: NoteUpdate) -> str:
    return "whole" if row.is_whole else "update"
