"""People come into groups and go out of them; moderators look after the conversation."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.builders.browser import PHONE
from tests.builders.chat import send
from tests.builders.people import person
from tests.builders.room_page import RoomPage
from tests.builders.rooms import group_room


def test_open_group_is_found_joined_and_left(visitors, mia, noah, group, zoe):
    visitors.forgive("status of 403")
    page = visitors.window(zoe)
    page.goto("/")
    page.get_by_role("link", name="Open groups").first.click()
    page.get_by_role("button", name="Join Court writing").click()
    shown = RoomPage(page)
    expect(shown.title).to_have_text("Court writing")
    shown.say("Good morning, all.")
    expect(shown.line("Good morning, all.")).to_be_visible()

    page.get_by_role("button", name="More about this room").click()
    page.get_by_role("menuitem", name="Leave this room").click()
    expect(page.get_by_role("heading", name="Leave this group?")).to_be_visible()
    page.get_by_role("button", name="Leave the group").click()

    expect(page.get_by_role("status").get_by_text("You have left Court writing.")).to_be_visible()
    page.goto(f"/rooms/{group.pk}/")
    expect(page.get_by_role("button", name="Join again")).to_be_visible()
    expect(page.get_by_text("Good morning, all.")).to_have_count(0)


def test_moderator_invites_and_the_invited_person_comes_in(visitors, mia, zoe):
    closed = group_room("Moderators only", mia, is_open=False)
    ours, theirs = visitors.room(mia, closed), visitors.window(zoe)
    ours.page.get_by_role("link", name="Invite").click()
    ours.page.get_by_role("textbox", name="Name or e-mail address").fill("zoe@court.example")
    ours.page.get_by_role("button", name="Invite").click()
    expect(ours.page.get_by_text("Zoe has been invited.")).to_be_visible()
    expect(ours.page.get_by_role("main").get_by_role("listitem").filter(has_text="Zoe")).to_be_visible()

    theirs.goto("/")
    expect(theirs.get_by_text("Mia invites you to this group")).to_be_visible()
    theirs.get_by_role("button", name="Join Moderators only").click()

    expect(RoomPage(theirs).title).to_have_text("Moderators only")
    expect(RoomPage(theirs).person("Mia")).to_contain_text("Moderator")


def test_invitation_can_be_declined(visitors, mia, zoe, group):
    from_mia = visitors.window(mia)
    from_mia.goto(f"/rooms/{group.pk}/invite/")
    from_mia.get_by_role("textbox", name="Name or e-mail address").fill("Zoe")
    from_mia.keyboard.press("Enter")
    expect(from_mia.get_by_text("Zoe has been invited.")).to_be_visible()
    page = visitors.window(zoe)
    page.goto("/rooms/")

    page.get_by_role("button", name="Decline Court writing").click()

    expect(page.get_by_text("You have declined the invitation to Court writing.")).to_be_visible()
    expect(page.get_by_role("button", name="Join Court writing")).to_have_count(0)


def test_invitation_to_nobody_known_says_so_beside_the_field(visitors, mia, group):
    visitors.forgive("status of 422")
    page = visitors.window(mia)
    page.goto(f"/rooms/{group.pk}/invite/")

    page.get_by_role("textbox", name="Name or e-mail address").fill("nobody@court.example")
    page.keyboard.press("Enter")

    field = page.get_by_role("textbox", name="Name or e-mail address")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("Nobody here has this name or address."))


def test_moderator_removes_a_message_and_then_its_author(visitors, mia, noah, omar, group):
    visitors.forgive("status of 403")
    send(group, omar, "Buy my book.")
    ours, theirs, third = (visitors.room(each, group) for each in (mia, omar, noah))
    ours.delete("Buy my book.")
    for shown in (theirs, third):
        expect(shown.line("Removed by Mia")).to_be_visible()

    ours.person("Omar").get_by_role("button", name="Remove Omar").click()
    ours.page.get_by_role("dialog", name="Remove Omar from this room?").get_by_role("button", name="Remove").click()

    expect(theirs.title).to_have_text("You are no longer in this room")
    for shown in (ours, third):
        expect(shown.person("Omar")).to_have_count(0)
    theirs.page.goto(f"/rooms/{group.pk}/")
    expect(theirs.page.get_by_role("heading", name="You are no longer a member of Court writing")).to_be_visible()


def test_member_is_offered_no_deed_of_a_moderator(visitors, noah, omar, group):
    send(group, omar, "Somebody else's words.")
    theirs = visitors.room(noah, group)

    theirs.deed("Somebody else's words.", "More for this message").click()

    expect(theirs.page.get_by_role("menuitem")).to_have_text(["Copy text"])
    expect(theirs.person("Omar").get_by_role("button")).to_have_count(0)


def test_new_moderator_may_moderate_at_once(visitors, mia, noah, group):
    page = visitors.window(mia)
    page.goto(f"/rooms/{group.pk}/people/")
    page.get_by_role("listitem").filter(has_text="Noah").get_by_role("button", name="Make moderator").click()
    expect(page.get_by_text("Noah is now a moderator.")).to_be_visible()

    theirs = visitors.room(noah, group)

    expect(theirs.person("Omar").get_by_role("button", name="Remove Omar")).to_be_visible()


def test_closed_group_can_be_read_and_nothing_more(visitors, mia, noah, group):
    send(group, noah, "Last words.")
    theirs, ours = visitors.room(noah, group), visitors.window(mia)
    ours.goto(f"/rooms/{group.pk}/people/")
    ours.get_by_role("link", name="Close this group").click()
    ours.get_by_role("button", name="Close for good").click()

    for shown in (theirs, RoomPage(ours)):
        expect(shown.page.get_by_text("This room is closed. It can be read, and nothing can be added.")).to_be_visible()
        expect(shown.line("Last words.")).to_be_visible()
        expect(shown.box).to_have_count(0)
    theirs.line("Last words.").hover()
    expect(theirs.line("Last words.").get_by_role("button")).to_have_count(1)


def test_operator_opens_a_group(visitors, site):
    page = visitors.window(person("olga", is_operator=True), size=PHONE)
    page.goto("/rooms/")
    page.get_by_role("link", name="New group").click()
    page.get_by_role("textbox", name="Name").fill("First years on the bench")
    page.get_by_role("textbox", name="Purpose").fill("Questions nobody else hears.")

    page.get_by_role("button", name="Open the group").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("First years on the bench")
    expect(page.get_by_role("heading", name="Nothing has been said here yet")).to_be_visible()
