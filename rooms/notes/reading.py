"""What connections and pages read of a note. Not here: changing it (writing)."""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models.functions import Now

from rooms.models import Note
from rooms.notes.change import Malformed
from rooms.notes.document import Document
from rooms.notes.frames import frame_of
from rooms.notes.sealing import opened
from rooms.notes.subjects import require_subject
from rooms.notes.writing import decoded, malformed, require_notes
from rooms.opening import find_member
from rooms.protocol.notes import NoteView
from rooms.reading import one_moment
from rooms.refusals import erased
from rooms.vault import NoKey

if TYPE_CHECKING:
    from rooms.bus import NoteFrame
    from rooms.models import Membership
    from rooms.protocol.notes import NoteName, NoteOpen

RECENT = timedelta(seconds=30)
GAP_UPDATES = 50

# A note as the live side knows it: its room, its owner where it has one, and its name.
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class NoteGap:
    """Where a note stands, and the next updates that are missing somewhere."""

    head: int
    frames: list[NoteFrame]


def read_note(person_id: uuid.UUID, said: NoteOpen) -> NoteView:
    """What the asker lacks of a note that is theirs to read; raises `not_found`, `not_a_member`, `bad_shape`."""
    vector = decoded(said.data.vector)
    with one_moment():
        member = find_member(person_id, uuid.UUID(said.room))
        require_notes(member.room)
        no, document = read_document(member, said.data.note)
    try:
        update = document.state(vector)
    except Malformed:
        raise malformed() from None
    sent, had = (base64.b64encode(each).decode() for each in (update, document.vector))
    return NoteView(note=said.data.note, no=no, update=sent, vector=had)


def read_document(member: Membership, name: NoteName) -> tuple[int, Document]:
    """A note as it now stands, with the number of its newest update; an empty one where nothing was written yet."""
    document = Document()
    note = Note.objects.for_member(member, name).select_related("room").first()
    if note is None:
        require_subject(member.room, name)
        return 0, document
    try:
        for _row, content in opened(note, note.updates.order_by("no")):
            document.restore(content)
    except NoKey:
        raise erased() from None
    return note.head, document


def read_note_gap(key: Key, after: int) -> NoteGap:
    with one_moment():
        note = Note.objects.for_key(*key).select_related("room").first()
        if note is None:
            return NoteGap(0, [])
        rows = note.updates.filter(no__gt=after).order_by("no")[:GAP_UPDATES]
        try:
            return NoteGap(note.head, [frame_of(note, row, content) for row, content in opened(note, rows)])
        except NoKey:
            return NoteGap(0, [])


def moved_notes() -> list[tuple[Key, int]]:
    """The notes that changed in the last 30 s by database time, with their heads."""
    rows = Note.objects.filter(changed_at__gte=Now() - RECENT).values_list("room", "person", "kind", "subject", "head")
    return [((str(room), str(person or ""), str(subject or kind)), head) for room, person, kind, subject, head in rows]
