"""The list of rooms, with what is unread in each, live on every page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from rooms.members import join
from tests.builders.chat import send
from tests.builders.rooms import group_room


@pytest.fixture
def home(visitors, mia, room, group):
    page = visitors.window(mia)
    page.goto("/")
    return page


def entry(page, name):
    return page.get_by_role("navigation", name="Rooms").get_by_role("link", name=name)


def test_every_page_counts_what_is_unread(home, room, group, noah, omar):
    expect(home).to_have_title(re.compile("^Home"))

    send(room, noah, "One.")
    send(group, omar, "Two.")
    send(group, omar, "Three.")

    expect(entry(home, "Noah")).to_contain_text("1 unread message")
    expect(entry(home, "Court writing")).to_contain_text("2 unread messages")
    expect(home).to_have_title(re.compile(r"^\(3\) Home"))
    home.goto("/rooms/open/")
    expect(entry(home, "Court writing")).to_contain_text("2 unread messages")
    expect(home).to_have_title(re.compile(r"^\(3\) Open groups"))


def test_reading_a_room_takes_its_count_away_everywhere(home, room, noah):
    send(room, noah, "One.")
    expect(entry(home, "Noah")).to_contain_text("1 unread message")

    entry(home, "Noah").click()

    expect(home.get_by_role("log").get_by_text("One.")).to_be_visible()
    expect(entry(home, "Noah")).to_have_text("Noah")
    expect(home).to_have_title(re.compile("^Noah"))


def test_alt_shift_arrows_lead_round_the_unread_rooms(home, room, mia, noah, omar):
    other = group_room("Listing", omar, mia)
    send(room, noah, "One.")
    send(other, omar, "Two.")
    home.reload()
    # The title counts as soon as the list hears its keys.
    expect(home).to_have_title(re.compile(r"^\(2\)"))

    home.keyboard.press("Alt+Shift+ArrowDown")
    expect(home.get_by_role("heading", level=1)).to_have_text("Noah")
    expect(entry(home, "Noah")).to_have_text("Noah")
    expect(home).to_have_title(re.compile(r"^\(1\)"))
    home.keyboard.press("Alt+Shift+ArrowDown")
    expect(home.get_by_role("heading", level=1)).to_have_text("Listing")
    expect(entry(home, "Listing")).to_have_text("Listing")

    home.keyboard.press("Alt+Shift+ArrowUp")
    expect(home.get_by_role("heading", level=1)).to_have_text("Listing")


def test_new_room_appears_without_loading_the_page_again(home, mia, omar):
    expect(entry(home, "Court writing")).to_be_visible()
    expect(entry(home, "Listing")).to_have_count(0)

    join(group_room("Listing", omar), mia)

    expect(entry(home, "Listing")).to_be_visible()
