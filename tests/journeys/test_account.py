"""Coming in for the first time, coming in with a passkey, and pages of one's account for everybody's eyes and hands."""

from __future__ import annotations

import email
import re
from email import policy

import pytest
from playwright.sync_api import expect

from server.accounts import invitations
from server.accounts.models import Person
from server.notices.mail import letter_of
from server.notices.models import OutgoingMail
from tests.builders.browser import PHONE, WIDE, accessibility_faults
from tests.builders.people import PASSWORD, operator

KEY_OF_THIS_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def newest_mail() -> str:
    """The text of the mail that was queued last."""
    letter = letter_of(OutgoingMail.objects.latest("due_at"))
    message = email.message_from_bytes(letter.message, policy=policy.default)
    return str(message.get_body(("plain",)).get_content())


def sign_in_with_password(page, name):
    page.goto("/account/login/")
    page.get_by_label("E-mail address").fill(f"{name}@court.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page):
    page.goto("/account/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()


def device_with_keys(page):
    """Gives the page's device a place for passkeys; says how to take it away."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": KEY_OF_THIS_DEVICE})
    return lambda: device.send("WebAuthn.removeVirtualAuthenticator", made)


def add_passkey(page):
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("button", name="Add the passkey").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def test_a_new_person_comes_in_with_the_code_from_the_mail(visitors):
    page = visitors.window()
    page.goto("/account/signup/")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("E-mail address").fill("ada@court.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="Confirm your address")).to_be_visible()

    page.get_by_label("Code").fill(re.search(r"[B-Z]{4}-[B-Z]{4}", newest_mail()).group())
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", name="Welcome, Ada")).to_be_visible()
    assert Person.objects.get(name="Ada").time_zone == "Europe/Lisbon"


def test_an_invited_person_comes_in_by_the_link(visitors, site):
    invitations.issue("ben@court.example", by=None, days=1)
    token = invitations.issue("ben@court.example", by=None, days=1)
    page = visitors.window()
    page.goto(f"/join/{token}/")
    assert page.url == f"{site.url}/join/"

    page.get_by_label("Your name").fill("Ben")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Accept and go in").click()

    expect(page.get_by_role("heading", name="Welcome, Ben")).to_be_visible()


def test_a_passkey_signs_in_without_a_password(visitors, mia):
    page = visitors.window(mia)
    device_with_keys(page)
    add_passkey(page)
    sign_out(page)

    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", name="Welcome, Mia")).to_be_visible()


def test_a_passkey_is_the_second_step_after_the_password(visitors, mia):
    page = visitors.window(mia)
    device_with_keys(page)
    add_passkey(page)
    sign_out(page)
    sign_in_with_password(page, "mia")
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="Welcome, Mia")).to_be_visible()


def test_a_device_without_a_passkey_is_told_so(visitors, mia):
    page = visitors.window(mia)
    take_away = device_with_keys(page)
    add_passkey(page)
    sign_out(page)
    take_away()
    device_with_keys(page)

    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    expect(page.get_by_label("Password")).to_be_editable()


def test_recovery_codes_are_copied(visitors, mia):
    page = visitors.window(mia, permissions=["clipboard-read", "clipboard-write"])
    device_with_keys(page)
    add_passkey(page)

    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_text("Copied")).to_be_visible()
    assert re.fullmatch(r"(\d{8}\n){9}\d{8}", page.evaluate("navigator.clipboard.readText()"))


def test_all_other_browsers_are_signed_out(visitors, mia):
    here, elsewhere = visitors.window(mia), visitors.window(mia)
    elsewhere.goto("/me/")

    here.goto("/me/security/")
    here.get_by_role("button", name="Sign out all other browsers").click()

    expect(here.get_by_text("1 other browser is signed out.")).to_be_visible()
    elsewhere.goto("/me/")
    expect(elsewhere.get_by_role("heading", name="Sign in")).to_be_visible()


def test_profile_is_filled_in_by_keyboard_alone(visitors, mia):
    page = visitors.window(mia)
    page.goto("/me/")
    page.get_by_label("Name", exact=True).focus()

    page.keyboard.press("Tab")
    page.keyboard.type("she/her")
    page.keyboard.press("Tab")
    page.keyboard.type("District judge")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Your profile is saved.")).to_be_visible()
    mia.refresh_from_db()
    assert (mia.pronouns, mia.position) == ("she/her", "District judge")


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_entrance_is_for_everybody(visitors, scheme, size):
    page = visitors.window(size=size, scheme=scheme)
    faults = {}

    for path in ("/account/login/", "/account/signup/", "/account/password/reset/", "/account/inactive/"):
        page.goto(path)
        faults[path] = accessibility_faults(page)

    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_account_is_for_everybody(visitors, room, noah, scheme, size):
    mentor = room.memberships.get(role="mentor")
    page = visitors.window(noah, size=size, scheme=scheme)
    faults = {}

    for path in (
        "/me/",
        "/me/security/",
        f"/people/{mentor.person_id}/",
        "/account/password/change/",
        "/account/logout/",
    ):
        page.goto(path)
        faults[path] = accessibility_faults(page)

    assert {path: found for path, found in faults.items() if found} == {}


@pytest.mark.parametrize("size", [WIDE, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_operators_pages_are_for_everybody(visitors, mia, scheme, size):
    invitations.issue("ben@court.example", by=None, days=1)
    page = visitors.window(operator(), size=size, scheme=scheme)
    page.goto("/people/")
    page.get_by_title("What can be done").click()
    faults = accessibility_faults(page)

    page.goto("/people/invite/")

    assert faults + accessibility_faults(page) == []
