"""Whatever two people write, whenever their changes arrive: in the end all copies of the note say the same."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms.notes.compacting import merge, replace
from rooms.notes.documents import Documents
from rooms.refusals import Refused
from tests.builders.database import examples
from tests.builders.notes import Editor, change, document, note_of
from tests.builders.people import person
from tests.builders.rooms import mentorship_room

pytestmark = pytest.mark.django_db

WORDS = ("a", "bc ", "\n- [ ] ", "Zoë 🌱")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "write", "delete", "send", "send", "lose", "read", "compact", "roll_back"]),
        st.integers(0, 1), st.integers(0, 12), st.integers(0, 3),
    ),
    min_size=8, max_size=30,
)  # fmt: skip


class Desk:
    """Two editors, what they have not sent yet, and another process that looks at the note now and then."""

    def __init__(self) -> None:
        self.people = [person("mia"), person("noah")]
        self.room = mentorship_room(*self.people)
        self.editors = [Editor(client=1), Editor(client=2)]
        self.waiting: list[list[bytes]] = [[], []]
        self.elsewhere = Documents()

    def play(self, deed: str, who: int, at: int, word: int) -> None:
        editor = self.editors[who]
        place = self._place(editor, at)
        if deed == "write":
            editor.write(WORDS[word], place)
        elif deed == "delete":
            editor.delete(place, self._place(editor, at + word))
        else:
            getattr(self, f"_{deed}")(who)
        self.waiting[who] += editor.changes()

    def _place(self, editor: Editor, at: int) -> int:
        """A place between two signs; the library counts bytes."""
        return len(editor.text[:at].encode())

    def _send(self, who: int) -> None:
        while self.waiting[who]:
            change(self.room, self.people[who], self.waiting[who].pop(0))

    def _lose(self, who: int) -> None:
        """The answer is lost on its way, and the change is sent again later; what builds on it may come first."""
        for update in reversed(self.waiting[who]):
            with suppress(Refused), transaction.atomic():
                change(self.room, self.people[who], update)

    def _roll_back(self, who: int) -> None:
        with transaction.atomic():
            for update in self.waiting[who]:
                change(self.room, self.people[who], update)
            transaction.set_rollback(True)

    def _read(self, who: int) -> None:
        editor = self.editors[who]
        editor.take(document(self.room, self.people[who]).state(editor.doc.get_state()))

    def _compact(self, _who: int) -> None:
        if self.room.notes.exists():
            note = note_of(self.room)
            self.elsewhere.current(note)
            whole = merge(note.pk)
            assert whole is None or replace(whole)


@settings(max_examples=examples(40))
@given(STEPS)
def test_two_editors_and_all_processes_agree(steps):
    with transaction.atomic():
        desk = Desk()
        for step in steps:
            desk.play(*step)
        for end in ("send", "send", "read", "read"):
            desk.play(end, 0, 0, 0)
            desk.play(end, 1, 0, 0)
        texts = {editor.text for editor in desk.editors}
        stored = document(desk.room, desk.people[0]).text
        elsewhere = desk.elsewhere.current(note_of(desk.room)).document.text if desk.room.notes.exists() else ""
        transaction.set_rollback(True)

    assert texts == {stored}
    assert elsewhere == stored
