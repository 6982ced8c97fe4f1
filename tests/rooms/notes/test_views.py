"""A note as a file: for those who may open it, in a closed room as well, and for nobody else."""

from __future__ import annotations

import pytest

from rooms.log import Cause
from rooms.members import close_room
from tests.builders.notes import write_note
from tests.builders.people import browser_of, person
from tests.builders.rooms import group_room

pytestmark = pytest.mark.django_db


def path(room, name="room"):
    return f"/rooms/{room.pk}/notes/{name}/"


def test_member_takes_the_note_away(room, mia, noah):
    write_note(room, mia, "# Goals\n\nZoë listens.")

    answer = browser_of(noah).get(path(room))

    assert (answer.status_code, answer.content.decode()) == (200, "# Goals\n\nZoë listens.")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="shared-note.md"'
    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]


def test_note_of_a_closed_room_can_be_taken_away(room, mia):
    write_note(room, mia, "Kept")
    room.refresh_from_db()
    close_room(room, Cause.deed(mia.pk))

    assert browser_of(mia).get(path(room)).content == b"Kept"


def test_private_note_is_ones_own(room, mia, noah):
    write_note(room, mia, "Secret", "private")

    mine, theirs = (browser_of(who).get(path(room, "private")).content for who in (mia, noah))

    assert (mine, theirs) == (b"Secret", b"")


def test_others_and_other_names_find_nothing(room, mia):
    write_note(room, mia, "Secret")
    zoe = browser_of(person("zoe"))
    group = group_room("Clerks", mia)

    answers = [zoe.get(path(room)), browser_of(mia).get(path(room, "other")), browser_of(mia).get(path(group))]

    assert [(answer.status_code, b"Secret" in answer.content) for answer in answers] == [(404, False)] * 3
