"""Makes one whole update of many, so that a note stays quick to open. Not here: when (the worker)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from rooms.models import Note, NoteUpdate, Room
from rooms.notes.document import Document
from rooms.notes.sealing import opened, seal_update
from rooms.reading import one_moment
from rooms.vault import NoKey

if TYPE_CHECKING:
    import uuid

UPDATES_KEPT = 100
NOTES_A_ROUND = 50


@dataclass(frozen=True, slots=True)
class Whole:
    """All updates of a note up to one of them, as one."""

    note: Note
    last: NoteUpdate
    state: bytes
    merged_size: int


def compact_due(updates: int = UPDATES_KEPT) -> int:
    """Compact the notes that have grown long; how many they were."""
    due = Note.objects.worth_compacting(updates).values_list("pk", flat=True)[:NOTES_A_ROUND]
    return sum(replace(whole) for pk in due if (whole := merge(pk)))


def merge(note_id: uuid.UUID) -> Whole | None:
    """What the note's updates come to; None where one already says it all, or its key was erased."""
    with one_moment():
        note = Note.objects.select_related("room").get(pk=note_id)
        try:
            rows = list(opened(note, note.updates.order_by("no")))
        except NoKey:
            return None
    if len(rows) < 2:  # noqa: PLR2004  (one is as whole as it gets)
        return None
    document = Document()
    for _row, content in rows:
        document.restore(content)
    return Whole(note, rows[-1][0], document.state(), sum(len(content) for _row, content in rows))


def replace(whole: Whole) -> bool:
    """Put it in the place of all that it says; False when somebody else has done so meanwhile.

    What came meanwhile has a higher number, and stays.
    """
    note, last = whole.note, whole.last
    with transaction.atomic():
        Room.objects.lock([note.room_id])
        now = Note.objects.get(pk=note.pk)
        if now.base != note.base:
            return False
        row = NoteUpdate(note=note, no=last.no, tag=last.tag, is_whole=True, actor_id=last.actor_id, at=last.at)
        row.content = seal_update(note, row, whole.state)
        note.updates.filter(no__lte=last.no).delete()
        row.save(force_insert=True)
        size = now.size - whole.merged_size + len(whole.state)
        Note.objects.filter(pk=note.pk).update(base=last.no, size=size)
    return True
