"""How people protect their account: second steps, passkeys, and the browsers in which they are signed in."""

from __future__ import annotations

import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests.builders.browser import open_menu
from tests.builders.people import PASSWORD


@pytest.fixture
def page(visitors, mia):
    page = visitors.window(mia)
    page.goto("/")
    open_menu(page, "Your menu")
    page.get_by_role("link", name="Sign-in and security").click()
    return page


def give_password(page):
    page.goto("/account/login/")
    page.get_by_role("textbox", name="E-mail address").fill("mia@court.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()


def confirm_password(page):
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def sign_out(page):
    open_menu(page, "Your menu")
    page.get_by_role("banner").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give_code(page, field, button, secret):
    """The app's code of now; once more when its half minute ended on the way."""
    refused = page.get_by_role("alert")
    for _ in range(2):
        page.get_by_role("textbox", name=field).fill(code_of(secret))
        page.get_by_role("button", name=button, exact=True).click()
        page.wait_for_load_state()
        if refused.count() == 0:
            return


def device_with_keys(page):
    """A device that keeps passkeys and knows its owner's finger."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_passkey(page):
    device_with_keys(page)
    page.get_by_role("link", name="Add a passkey").click()
    confirm_password(page)
    page.get_by_role("textbox", name="Name of the passkey").fill("My telephone")
    # The button does nothing before the page's scripts have come.
    page.wait_for_load_state()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_authenticator_app_is_added_and_asked_for(page):
    page.get_by_role("link", name="Add an authenticator app").click()
    confirm_password(page)
    page.get_by_text("Cannot scan it?").click()
    secret = page.locator(".secret").inner_text()
    give_code(page, "Code from the app", "Turn it on", secret)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.goto("/me/security/")
    expect(page.get_by_role("listitem").filter(has_text="Authenticator app")).to_contain_text("On")
    sign_out(page)

    give_password(page)
    give_code(page, "Code", "Sign in", secret)

    expect(page.get_by_role("heading", name="Welcome, Mia")).to_be_visible()


def test_passkey_is_added_and_signs_in_alone(page):
    add_passkey(page)
    page.goto("/me/security/")
    expect(page.get_by_role("listitem").filter(has_text="My telephone")).to_be_visible()
    sign_out(page)

    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="Welcome, Mia")).to_be_visible()


def test_passkey_is_the_second_step_after_the_password(page):
    add_passkey(page)
    sign_out(page)
    give_password(page)
    page.wait_for_load_state()

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="Welcome, Mia")).to_be_visible()


def test_device_without_a_passkey_is_told_so(visitors, site):
    page = visitors.window()
    device_with_keys(page)
    page.goto("/account/login/")

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert").filter(has_text="The passkey was not used")).to_be_visible()
    expect(page.get_by_label("Password", exact=True)).to_be_editable()


def test_recovery_codes_are_copied_and_one_of_them_opens_once(page):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    add_passkey(page)
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    codes = page.evaluate("() => navigator.clipboard.readText()").split("\n")
    assert len(codes) == 10
    sign_out(page)

    give_password(page)
    page.get_by_role("textbox", name="Code").fill(codes[0])
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page.get_by_role("heading", name="Welcome, Mia")).to_be_visible()
    page.goto("/account/2fa/recovery-codes/")
    confirm_password(page)
    expect(page.get_by_text(codes[1])).to_be_visible()
    expect(page.get_by_text(codes[0])).to_have_count(0)


def test_other_browser_is_signed_out_from_here(visitors, page, mia, room):
    other = visitors.room(mia, room)
    page.reload()
    browsers = page.get_by_role("region", name="Where you are signed in").get_by_role("listitem")
    expect(browsers).to_have_count(2)

    browsers.nth(1).get_by_role("button", name="Sign out").click()

    expect(page.get_by_text("That browser is signed out.")).to_be_visible()
    expect(browsers).to_have_count(1)
    expect(other.bar).to_contain_text("You are signed out here.")


def test_all_other_browsers_are_signed_out_at_once(visitors, page, mia, room):
    others = [visitors.room(mia, room), visitors.room(mia, room)]
    page.reload()

    page.get_by_role("button", name="Sign out all other browsers").click()

    expect(page.get_by_text("2 other browsers are signed out.")).to_be_visible()
    for other in others:
        expect(other.bar).to_contain_text("You are signed out here.")
