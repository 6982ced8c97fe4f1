"""How people come in: password, invitation, sign-up, forgotten password; and how they go out."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from server.accounts import invitations
from tests.builders.browser import CUT, open_menu
from tests.builders.letters import code_to, link_to
from tests.builders.people import PASSWORD, operator
from tests.builders.room_page import RoomPage


def give_password(page, address="mia@court.example", password=PASSWORD):
    page.get_by_role("textbox", name="E-mail address").fill(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def test_password_leads_to_the_page_that_was_asked_for(visitors, room):
    visitors.forgive("status of 422")
    page = visitors.window()
    page.goto(f"/rooms/{room.pk}/")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    give_password(page, password="not my password")
    expect(page.get_by_role("alert")).to_contain_text("The e-mail address or the password is wrong.")

    give_password(page)

    expect(RoomPage(page).title).to_have_text("Noah")


def test_visitor_learns_what_this_is_and_finds_the_door(visitors):
    page = visitors.window()

    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()

    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_invited_person_opens_the_link_and_is_in(visitors, site):
    ours = visitors.window(operator())
    ours.goto("/people/invite/")
    ours.get_by_role("textbox", name="E-mail addresses").fill("zoe@court.example")
    ours.get_by_role("button", name="Send the invitations").click()
    expect(ours.get_by_role("listitem").filter(has_text="zoe@court.example")).to_be_visible()

    page = visitors.window()
    page.goto(link_to("zoe@court.example"))
    expect(page.get_by_text("You were invited as zoe@court.example.")).to_be_visible()
    page.get_by_role("textbox", name="Your name").fill("Zoe Zander")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Accept and go in").click()

    expect(page.get_by_role("heading", name="Welcome, Zoe Zander")).to_be_visible()
    page.goto("/me/")
    expect(page.get_by_label("Time zone")).to_have_value("Europe/Lisbon")


def test_used_link_says_that_it_no_longer_works(visitors, site):
    visitors.forgive("status of 410")
    token = invitations.issue("zoe@court.example", by=None, days=1)
    found = invitations.find_open(token)
    invitations.accept(found.pk, name="Zoe", password=PASSWORD, time_zone="UTC")
    page = visitors.window()

    page.goto(f"/join/{token}/")

    expect(page.get_by_role("heading", name="This invitation no longer works")).to_be_visible()


def test_code_from_the_mail_opens_an_account(visitors):
    visitors.forgive("status of 422")
    page = visitors.window()
    page.goto("/")
    page.get_by_role("link", name="Create an account").click()
    page.get_by_role("textbox", name="Your name").fill("Zoe Zander")
    page.get_by_role("textbox", name="E-mail address").fill("zoe@court.example")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Password", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Confirm your address")).to_be_visible()
    page.get_by_role("textbox", name="Code").fill(code_to("zoe@court.example"))
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Welcome, Zoe Zander")).to_be_visible()


def test_forgotten_password_is_set_anew_by_a_code(visitors, mia):
    page = visitors.window()
    page.goto("/account/login/")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_role("textbox", name="E-mail address").fill(mia.email)
    page.get_by_role("button", name="Send the code").click()
    expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    page.get_by_role("textbox", name="Code").fill(code_to(mia.email))
    page.get_by_role("button", name="Continue").click()

    for field in page.get_by_label(re.compile("new password", re.IGNORECASE)).all():
        field.fill("another-horse-battery-42")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="Your password is changed")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Sign in").click()
    give_password(page, password="another-horse-battery-42")

    expect(page.get_by_role("heading", name="Welcome, Mia")).to_be_visible()


def test_signing_out_asks_about_words_that_were_not_sent_and_forgets_them(visitors, group, mia):
    visitors.forgive(*CUT)
    ours = visitors.room(mia, group)
    page = ours.page
    page.context.set_offline(True)
    ours.say("Never sent.")
    ours.box.fill("A draft.")
    expect(ours.line("Never sent.")).to_be_visible()
    open_menu(page, "Your menu")
    page.get_by_role("button", name="Sign out").click()
    question = page.get_by_role("dialog", name="1 message has not been sent")
    question.get_by_role("button", name="Stay signed in").click()
    expect(ours.line("Never sent.")).to_be_visible()

    open_menu(page, "Your menu")
    page.get_by_role("button", name="Sign out").click()
    page.context.set_offline(False)
    question.get_by_role("button", name="Sign out and remove").click()

    expect(page.get_by_role("heading", name="Come in")).to_be_visible()
    assert page.evaluate("() => Object.keys(localStorage)") == []
