"""Without JavaScript everything can be read, and one can come in and go out; only writing needs it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.builders.chat import send
from tests.builders.people import PASSWORD


def test_room_can_be_found_and_read_without_script(visitors, room, mia, noah):
    send(room, noah, "**Good** morning.")
    page = visitors.window(java_script_enabled=False)
    page.goto("/account/login/")
    page.get_by_role("textbox", name="E-mail address").fill(mia.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("1 message is waiting to be read.")).to_be_visible()

    page.get_by_role("main").get_by_role("link", name="Noah").click()
    page.get_by_role("link", name="Read the room").click()

    expect(page.get_by_role("article")).to_contain_text("Good morning.")
    expect(page.get_by_role("article").locator("strong").last).to_have_text("Good")


def test_group_can_be_joined_and_left_without_script(visitors, group, zoe):
    page = visitors.window(zoe, java_script_enabled=False)
    page.goto("/rooms/open/")
    page.get_by_role("button", name="Join Court writing").click()
    page.get_by_role("link", name="Members").click()
    expect(page.get_by_role("main").get_by_role("listitem").filter(has_text="Zoe")).to_be_visible()

    page.get_by_role("link", name="Leave this group").click()
    page.get_by_role("button", name="Leave the group").click()

    expect(page.get_by_text("You have left Court writing.")).to_be_visible()


def test_colours_can_be_chosen_without_script(visitors, site):
    page = visitors.window(java_script_enabled=False)
    page.goto("/account/login/")

    page.locator("summary").filter(has_text="Colours").click()
    page.get_by_role("button", name="Dark").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(page.locator("html[data-theme=dark]")).to_be_attached()
