"""The writer's documents: one a note in each process, read when first changed here. Not here: storing (writing)."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rooms.notes.document import Document
from rooms.notes.sealing import opened

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from rooms.models import Note, NoteUpdate

DOCUMENTS_HELD = 100
IDLE_SECONDS = 300.0


@dataclass(slots=True)
class Held:
    """A document with the number and tag of the last update in it, and of whom the room's log has told when."""

    document: Document
    no: int
    tag: str
    used_at: float
    told: set[tuple[uuid.UUID, int]] = field(default_factory=set)


class Documents:
    """The least recently changed go first, and those that nobody has changed for a while.

    What a rolled-back transaction left in one of them shows by its tag, which stands in no row: it is read anew.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._held: OrderedDict[uuid.UUID, Held] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def current(self, note: Note) -> Held:
        """The note's document as its row has it; the caller holds the room's lock."""
        held = self._held.get(note.pk)
        if held is None or held.tag != note.tag:
            held = self._held[note.pk] = _read_on(note, held) or _read(note)
        held.used_at = self._clock()
        self._held.move_to_end(note.pk)
        self._forget_idle()
        return held

    def forget(self, note: Note) -> None:
        self._held.pop(note.pk, None)

    def _forget_idle(self) -> None:
        until = self._clock() - IDLE_SECONDS
        while self._held:
            pk, eldest = next(iter(self._held.items()))
            if len(self._held) <= DOCUMENTS_HELD and eldest.used_at > until:
                return
            del self._held[pk]


documents = Documents()


def _read(note: Note) -> Held:
    held = Held(Document(), no=0, tag="", used_at=0.0)
    _take_in(held, note, list(note.updates.order_by("no")))
    return held


def _read_on(note: Note, held: Held | None) -> Held | None:
    """Add what other processes stored since; None when this document is not what led there."""
    if held is None or not held.no:
        return None
    rows = list(note.updates.filter(no__gte=held.no).order_by("no"))
    if not rows or rows[0].tag != held.tag:
        return None
    _take_in(held, note, rows[1:])
    return held


def _take_in(held: Held, note: Note, rows: list[NoteUpdate]) -> None:
    for row, content in opened(note, rows):
        held.document.restore(content)
        held.no, held.tag = row.no, row.tag
