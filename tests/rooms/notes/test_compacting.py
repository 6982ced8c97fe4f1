"""Many updates become one, and nobody notices: not who writes meanwhile, nor who was away."""

from __future__ import annotations

import pytest

from rooms import vault
from rooms.models import NoteUpdate
from rooms.notes.compacting import compact_due, merge, replace
from rooms.notes.documents import Documents
from rooms.notes.reading import read_note_gap
from rooms.notes.sealing import opened
from tests.builders.notes import Editor, change, document, note_of, write_note

pytestmark = pytest.mark.django_db


def compact(note) -> bool:
    whole = merge(note.pk)
    return whole is not None and replace(whole)


def stored(note) -> bytes:
    """All that the rows of the note hold, unsealed."""
    note = note_of(note.room)
    return b"".join(content for _row, content in opened(note, note.updates.order_by("no")))


@pytest.fixture
def long_note(room, mia):
    editor = Editor()
    for word in ("One. ", "Two. ", "Three. "):
        editor.write(word)
    for update in editor.delete(0, 5).changes():
        change(room, mia, update)
    return note_of(room)


def test_compacted_note_is_one_update_that_says_the_same(room, mia, long_note):
    assert compact(long_note)

    [row] = NoteUpdate.objects.all()
    assert (row.no, row.is_whole, note_of(room).base, document(room, mia).text) == (4, True, 4, "Two. Three. ")
    assert note_of(room).size == len(document(room, mia).state())


def test_deleted_word_is_gone_from_the_stored_bytes_once_the_note_is_compacted(room, mia, long_note):
    stood = [word in stored(long_note) for word in (b"One.", b"Two.")]

    compact(long_note)

    assert (stood, [word in stored(long_note) for word in (b"One.", b"Two.")]) == ([True, True], [False, True])
    assert "One." not in document(room, mia).text


def test_compacting_again_does_nothing(long_note):
    assert [compact(long_note), compact(long_note)] == [True, False]


def test_change_goes_on_after_compacting(room, mia, long_note):
    held = Documents()
    held.current(long_note)
    compact(long_note)

    write_note(room, mia, "Four.")

    assert document(room, mia).text == held.current(note_of(room)).document.text == "Two. Three. Four."


def test_change_that_came_meanwhile_stays(room, mia, long_note):
    whole = merge(long_note.pk)
    write_note(room, mia, "Late.")

    replace(whole)

    assert document(room, mia).text == "Two. Three. Late."
    assert list(NoteUpdate.objects.order_by("no").values_list("no", "is_whole")) == [(4, True), (5, False)]


def test_second_of_two_processes_gives_up(room, mia, long_note):
    first, second = merge(long_note.pk), merge(long_note.pk)

    assert [replace(first), replace(second)] == [True, False]
    assert document(room, mia).text == "Two. Three. "


def test_who_was_away_merges_after_compacting(room, mia, noah, long_note):
    away = Editor()
    away.take(document(room, noah).state())
    away.write("Away: ", 0).delete(6, 9)
    write_note(room, mia, "Here.")
    compact(long_note)

    for update in away.changes():
        change(room, noah, update)
    away.take(document(room, noah).state())

    assert document(room, mia).text == away.text == "Away: . Three. Here."


def test_gap_over_a_compacted_note_is_filled_by_the_whole(room, long_note):
    key = (str(room.pk), "", "room")
    compact(long_note)

    gap = read_note_gap(key, 1)

    assert (gap.head, [frame.no for frame in gap.frames]) == (4, [4])


def test_only_long_notes_are_due(long_note):
    assert [compact_due(), compact_due(updates=4), compact_due(updates=4)] == [0, 1, 0]


def test_erased_room_is_passed_over(room, long_note):
    vault.erase(room)
    vault.keyring.evict(room.pk)

    assert not compact(long_note)
