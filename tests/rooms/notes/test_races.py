"""Several processes at one note at the same time: whatever their order, all of it stays whole."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial

import pytest

from rooms.models import NoteUpdate
from rooms.notes.compacting import merge, replace
from tests.builders.notes import Editor, changing, document, note_of
from tests.builders.threads import at_once
from tests.builders.writers import desk

pytestmark = pytest.mark.django_db(transaction=True)

CHANGES = 30


@pytest.fixture
def writers():
    with ExitStack() as stack:
        pair = [stack.enter_context(desk()) for _ in range(2)]
        for each in pair:
            each.writer.start()
        yield pair


def test_two_writers_and_a_worker_lose_nothing(writers, room, mia, noah):
    editors = Editor(), Editor()
    for number in range(CHANGES):
        for each, person, editor in zip(writers, (mia, noah), editors, strict=True):
            each.submit(room, person, changing(room, editor.write(f"{number} ").changes()[0]), lane="one")
    while NoteUpdate.objects.filter(is_whole=True).count() == 0:
        whole = merge(note_of(room).pk) if room.notes.exists() else None
        if whole:
            at_once(*[partial(replace, whole)] * 2)
    assert all(each.finish() for each in writers)

    said = sorted(document(room, mia).text.split())

    assert said == sorted([str(number) for number in range(CHANGES)] * 2)
    assert note_of(room).head == 2 * CHANGES
