"""Notes in the browser: written together, alone, offline, over plain requests, and taken away as a file."""

from __future__ import annotations

import gzip
import re
import uuid
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from rooms.log import Cause
from rooms.members import close_room
from tests.builders.axe import faults_of
from tests.builders.board import board, do
from tests.builders.browser import CUT
from tests.builders.note_pane import NotePane, expect_stored, open_notes
from tests.builders.notes import write_note
from tests.builders.room_page import RoomPage
from tests.builders.sessions import session

KILOBYTE = 1024


@pytest.fixture
def ours(visitors, room, mia):
    return open_notes(visitors.room(mia, room))


@pytest.fixture
def theirs(visitors, room, noah):
    return open_notes(visitors.room(noah, room))


def test_two_people_write_one_note_and_see_each_other(ours, theirs, room, mia):
    ours.write("# Goals\n- listen more\n")
    expect(theirs.lines()).to_have_text(["# Goals", "- listen more", re.compile("^- ")])
    expect(theirs.carets).to_have_text("Mia")
    expect(theirs.state).to_contain_text("Also here: Mia")

    theirs.write("read the file")

    expect(ours.lines().nth(2)).to_contain_text("- read the file")
    expect(ours.carets).to_have_text("Noah")
    expect_stored(theirs, "# Goals\n- listen more\n- read the file", room=room, person=mia)
    theirs.room.page.get_by_role("button", name="People", exact=True).click()
    expect(ours.carets).to_have_count(0)


def test_words_written_offline_by_both_are_all_there_in_the_end(visitors, ours, theirs):
    visitors.forgive(*CUT)
    ours.write("Start. ")
    expect(theirs.text).to_contain_text("Start.")
    for each in (ours, theirs):
        each.room.page.context.set_offline(True)
    ours.write("Mia offline. ")
    theirs.write("Noah offline. ")
    expect(ours.state).to_contain_text("Your changes wait in this page for the connection")

    for each in (ours, theirs):
        each.room.page.context.set_offline(False)

    for each in (ours, theirs):
        expect(each.text).to_contain_text("Mia offline.")
        expect(each.text).to_contain_text("Noah offline.")
        expect(each.state).to_contain_text("All changes are kept")


def test_private_note_is_its_owners_alone_who_can_take_it_away(ours, theirs, room, mia):
    for each in (ours, theirs):
        each.choose("Private")
    ours.write("For me alone")
    ours.room.page.keyboard.press("Control+z")
    expect(ours.text).not_to_contain_text("For me")
    ours.room.page.keyboard.press("Control+y")
    expect_stored(ours, "For me alone", room=room, person=mia, name="private")

    ours.room.page.reload()
    again = open_notes(ours.room)
    again.choose("Private")
    expect(again.text).to_have_text("For me alone")
    with ours.room.page.expect_download() as download:
        again.pane.get_by_role("link", name="Save as a Markdown file").click()

    assert download.value.suggested_filename == "private-note.md"
    assert Path(download.value.path()).read_text() == "For me alone"
    expect(theirs.text).to_contain_text("nobody else in this room can open this note")


def test_open_item_in_the_note_of_a_session_becomes_a_task_of_a_goal(visitors, room, mia, noah):
    goal = str(uuid.uuid4())
    do(room, noah, "goal.add", goal=goal, fields={"title": "Write shorter judgments"})
    earlier, meeting = (session(room, mia, noah, timezone.now() - timedelta(days=days)) for days in (7, 1))
    write_note(room, noah, "Last week", str(earlier.pk))
    page = visitors.window(mia)
    page.goto(f"/sessions/{meeting.pk}/")
    page.get_by_role("link", name="Notes of this session").click()
    ours = NotePane(RoomPage(page))
    expect(ours.state).to_contain_text("All changes are kept")
    expect(ours.text).to_contain_text("What you want to talk about")
    assert faults_of(page) == []
    ours.pane.get_by_label("Session", exact=True).select_option(str(earlier.pk))
    expect(ours.text).to_have_text("Last week")
    ours.pane.get_by_label("Session", exact=True).select_option(str(meeting.pk))
    ours.write("- [ ] read the file again")
    expect_stored(ours, "- [ ] read the file again", room=room, person=noah, name=str(meeting.pk))
    task = ours.pane.get_by_role("button", name="Make a task of this item")

    task.click()
    dialog = page.get_by_role("dialog", name="Make a task of this item")
    dialog.get_by_role("button", name="Write shorter judgments").click()

    expect(dialog).to_contain_text("It is a task of the goal: Write shorter judgments")
    [made] = [piece for piece in board(room).values() if piece["kind"] == "task"]
    assert (made["goal"], made["title"]) == (goal, "read the file again")


def test_closed_room_shows_its_note_and_takes_no_more(visitors, room, mia, noah):
    write_note(room, mia, "Kept")
    room.refresh_from_db()
    close_room(room, Cause.deed(mia.pk))
    shown = visitors.room(noah, room)
    shown.page.get_by_role("button", name="Notes").click()
    note = NotePane(shown)
    expect(note.text).to_have_text("Kept")

    note.write("More")

    expect(note.text).to_have_text("Kept")
    expect(note.state).to_contain_text("This room is closed")


def test_large_words_go_in_parts_until_the_note_is_full(ours, theirs):
    ours.text.focus()
    ours.room.page.keyboard.insert_text("A long line of words. " * 5000)

    expect(theirs.text).to_contain_text("A long line of words.")
    expect(ours.state).to_contain_text("All changes are kept")
    ours.room.page.keyboard.insert_text("And more. " * 20_000)

    expect(ours.pane.get_by_role("alert")).to_contain_text("A note holds at most 256 KB of text")


def test_editor_is_fetched_by_those_alone_who_look_at_the_notes(visitors, room, mia):
    shown = visitors.room(mia, room)
    fetched = []
    shown.page.on("requestfinished", lambda request: fetched.append(request))  # noqa: PLW0108  (a bound method cannot be marked)

    open_notes(shown)

    scripts = [request.response().body() for request in fetched if urlsplit(request.url).path.endswith(".js")]
    weight = sum(len(gzip.compress(script, 9)) for script in scripts) / KILOBYTE
    assert 50 < weight <= 125
