"""Everybody can use it: by keyboard alone, large, without motion, in both schemes; axe finds no fault on any page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from server.accounts import invitations
from tests.builders.axe import accessibility_faults, faults_of, faults_on
from tests.builders.browser import CUT, PHONE
from tests.builders.chat import carry, deleting, editing, reacting, send
from tests.builders.people import PASSWORD, operator
from tests.builders.room_page import RoomPage


@pytest.fixture
def talk(group, mia, noah):
    """A group in which every kind of line stands."""
    first = send(group, noah, "**Bold**, `code`, > no quote, https://court.example/ and @Mia\n- one\n- two")
    second, third = send(group, mia, "Second."), send(group, noah, "Third.")
    send(group, mia, "An answer.", reply_to=first)
    carry(group, mia, editing(second, "Second, edited."))
    carry(group, noah, deleting(third))
    carry(group, mia, reacting(first, "👍"))
    return group


def test_pages_of_a_visitor_are_without_fault(visitors, site):
    visitors.forgive("status of 404", "status of 410")
    invited = f"/join/{invitations.issue('zoe@court.example', by=None, days=1)}/"
    paths = ("/", "/account/login/", "/account/signup/", "/account/password/reset/", "/account/inactive/")

    assert faults_on(visitors.window(), *paths, invited, "/join/x/", "/nothing/") == {}


def test_refused_form_is_without_fault(visitors):
    visitors.forgive("status of 422")
    page = visitors.window()
    page.goto("/account/signup/")

    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()

    assert faults_of(page) == []


def test_pages_of_a_person_are_without_fault(visitors, mia, noah, room, talk):
    visitors.forgive("status of 404")
    send(room, noah, "Unread.")
    base = f"/rooms/{talk.pk}"

    rooms = ("/rooms/", "/rooms/open/", f"{base}/people/", f"{base}/invite/", f"{base}/transcript/", f"{base}/leave/")
    assert faults_on(visitors.window(mia), "/", *rooms, f"{base}/close/", "/rooms/nothing/") == {}


def test_pages_of_the_account_are_without_fault(visitors, mia, noah, room):
    page = visitors.window(mia)
    own = ("/me/", "/me/security/", f"/people/{noah.pk}/", "/account/email/", "/account/password/change/")
    assert faults_on(page, *own, "/account/logout/") == {}

    page.goto("/account/2fa/totp/activate/")
    assert faults_of(page) == []
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="Add an authenticator app")).to_be_visible()

    assert faults_of(page) == []
    assert faults_on(page, "/account/2fa/webauthn/add/", "/account/2fa/recovery-codes/generate/") == {}


def test_pages_of_an_operator_are_without_fault(visitors, mia):
    invitations.issue("zoe@court.example", by=None, days=1)
    page = visitors.window(operator())
    page.goto("/people/")
    page.locator("summary").filter(has_text="What can be done with Mia").click()
    assert faults_of(page) == []

    assert faults_on(page, "/people/", "/people/invite/", "/rooms/new/") == {}


def test_room_is_without_fault_in_its_states(visitors, talk, mia, noah):
    visitors.forgive(*CUT)
    ours, theirs = visitors.room(mia, talk), visitors.room(noah, talk)
    theirs.box.press_sequentially("I am")
    expect(ours.page.get_by_text("Noah is typing")).to_be_visible()
    ours.line("An answer.").last.hover()
    assert faults_of(ours.page) == []
    ours.deed("An answer.", re.compile("^React$")).click()
    expect(ours.page.get_by_role("dialog", name="Emoji")).to_be_visible()
    assert accessibility_faults(ours.page) == []
    ours.page.keyboard.press("Escape")
    ours.log.focus()
    ours.page.keyboard.press("?")
    expect(ours.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert accessibility_faults(ours.page) == []
    ours.page.keyboard.press("Escape")

    ours.page.context.set_offline(True)
    ours.say("Later.")
    expect(ours.bar).to_contain_text("Offline")

    assert faults_of(ours.page) == []


def test_empty_room_and_shut_room_are_without_fault(visitors, room, group, mia, zoe):
    visitors.forgive("status of 403")
    page = visitors.window(mia)
    visitors.show(page, room)
    assert faults_of(page) == []

    assert faults_on(visitors.window(zoe), f"/rooms/{group.pk}/") == {}


def tab_to(page, target):
    """Press Tab until this has the focus, as somebody without a mouse does."""
    for _ in range(60):
        if target.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {target}.")


def test_everything_in_a_room_is_done_by_keyboard_alone(visitors, room, mia, noah):
    send(room, noah, "Can you read this without a mouse?")
    page = visitors.window()
    page.goto("/account/login/")
    tab_to(page, page.get_by_role("textbox", name="E-mail address"))
    page.keyboard.type(mia.email)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Welcome, Mia")).to_be_visible()
    # The list has counted what is unread, and hears its keys.
    expect(page).to_have_title(re.compile(r"^\(1\)"))
    page.keyboard.press("Alt+Shift+ArrowDown")
    ours = RoomPage(page)
    expect(ours.title).to_have_text("Noah")

    tab_to(page, ours.box)
    page.keyboard.type("I can.")
    page.keyboard.press("Enter")
    expect(ours.stored("I can.")).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(ours.box).to_have_value("I can.")
    page.keyboard.type(" Easily.")
    page.keyboard.press("Enter")
    expect(ours.line("I can. Easily.")).to_contain_text("edited")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(ours.line("Can you read this")).to_be_focused()
    page.keyboard.press("+")
    expect(page.get_by_role("dialog", name="React").get_by_role("button", name="thumbs up")).to_be_focused()
    page.keyboard.press("Enter")

    expect(ours.line("Can you read this").get_by_role("button", name="thumbs up, you")).to_be_visible()
    expect(ours.line("Can you read this")).to_be_focused()
    page.keyboard.press("r")
    expect(ours.box).to_be_focused()
    expect(page.get_by_text("Replying to Noah")).to_be_visible()


def test_menus_are_walked_by_arrows_and_left_by_escape(visitors, group, mia):
    ours = visitors.room(mia, group)
    more = ours.page.get_by_role("button", name="More about this room")
    more.focus()

    ours.page.keyboard.press("Enter")
    expect(ours.page.get_by_role("menuitem").first).to_be_focused()
    ours.page.keyboard.press("ArrowDown")
    expect(ours.page.get_by_role("menuitem").nth(1)).to_be_focused()
    ours.page.keyboard.press("Escape")

    expect(ours.page.get_by_role("menu")).to_have_count(0)
    expect(more).to_be_focused()


def test_skip_link_leads_to_the_content(visitors, mia, room):
    page = visitors.window(mia)
    page.goto("/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_role("main")).to_be_focused()


def test_nothing_moves_for_who_wants_no_motion(visitors, room, mia, noah):
    theirs = visitors.room(noah, room)
    still, moving = visitors.room(mia, room, reduced_motion="reduce"), visitors.room(mia, room)

    theirs.box.press_sequentially("I am writing")
    for shown in (still, moving):
        expect(shown.page.get_by_text("Noah is typing")).to_be_visible()

    running = "() => document.getAnimations().filter((one) => one.playState === 'running').length"
    assert moving.page.evaluate(running) > 0
    assert still.page.evaluate(running) == 0


def test_phone_shows_one_pane_at_a_time(visitors, room, mia):
    ours = visitors.room(mia, room, size=PHONE, has_touch=True, is_mobile=True)
    expect(ours.box).to_be_in_viewport()
    expect(ours.people).not_to_be_visible()

    ours.page.get_by_role("group", name="Parts of this room").get_by_role("button", name="People").tap()
    expect(ours.people).to_be_visible()
    expect(ours.box).not_to_be_visible()

    ours.page.get_by_role("group", name="Parts of this room").get_by_role("button", name="Chat").tap()
    expect(ours.box).to_be_visible()


def test_long_press_offers_what_a_mouse_finds_by_hovering(visitors, room, mia, noah):
    send(room, noah, "Press me.")
    ours = visitors.room(mia, room, size=PHONE, has_touch=True, is_mobile=True)
    finger = ours.page.context.new_cdp_session(ours.page)
    at = ours.text("Press me.").bounding_box()
    touches = [{"x": at["x"] + 5, "y": at["y"] + 5}]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": touches})
    sheet = ours.page.get_by_role("dialog", name="Noah")
    expect(sheet).to_be_visible()
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    sheet.get_by_role("button", name="Reply").tap()

    expect(ours.page.get_by_text("Replying to Noah")).to_be_visible()
