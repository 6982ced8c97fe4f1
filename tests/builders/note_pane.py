"""The notes of a room as their writer finds them on the page. Not here: the rest of the room (room_page)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.builders.notes import document

if TYPE_CHECKING:
    from playwright.sync_api import Locator

    from rooms.models import Room
    from server.accounts.models import Person
    from tests.builders.room_page import RoomPage


STORED_SECONDS = 15.0


class NotePane:
    def __init__(self, room: RoomPage) -> None:
        self.room = room
        self.pane = room.page.get_by_role("region", name="Notes")
        self.text = self.pane.get_by_role("textbox")
        self.state = self.pane.locator(".note__state")
        self.carets = self.pane.locator(".note-caret__name")

    def write(self, words: str) -> None:
        """At the end of the note, key by key."""
        self.text.focus()
        self.room.page.keyboard.press("Control+End")
        self.room.page.keyboard.type(words)

    def lines(self) -> Locator:
        return self.pane.locator(".cm-line")

    def choose(self, name: str) -> None:
        self.pane.get_by_role("button", name=name, exact=True).click()


def expect_stored(pane: NotePane, words: str, *, room: Room, person: Person, name: str = "room") -> None:
    """What the page says of it may still be about the change before."""
    until = time.monotonic() + STORED_SECONDS
    while document(room, person, name).text != words and time.monotonic() < until:
        pane.room.page.wait_for_timeout(50)
    assert document(room, person, name).text == words


def open_notes(room: RoomPage) -> NotePane:
    """Choose the tab, and wait until the note can be written."""
    room.page.get_by_role("group", name="Parts of this room").get_by_role("button", name="Notes").click()
    pane = NotePane(room)
    expect(pane.state).to_contain_text("All changes are kept")
    return pane
