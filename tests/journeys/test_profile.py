"""What people tell of themselves, and in which colours they see it all."""

from __future__ import annotations

import io
import re

from PIL import Image
from playwright.sync_api import expect

from tests.builders.browser import open_menu


def picture():
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(file, "JPEG")
    return {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()}


def test_profile_with_a_photo_is_seen_by_the_people_of_ones_rooms(visitors, room, mia, noah):
    page = visitors.window(mia)
    page.goto("/me/")
    page.get_by_role("textbox", name=re.compile("Pronouns")).fill("she/her")
    page.get_by_role("textbox", name=re.compile("Position")).fill("District judge")
    page.get_by_label(re.compile("^Photo")).set_input_files(picture())
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").get_by_text("Your profile is saved.")).to_be_visible()

    theirs = visitors.room(noah, room)
    expect(theirs.person("Mia")).to_contain_text("District judge")
    photo = theirs.person("Mia").locator("img")
    expect(photo).to_be_visible()
    assert photo.evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0
    theirs.page.goto(f"/people/{mia.pk}/")
    expect(theirs.page.get_by_text("she/her")).to_be_visible()


def test_file_that_is_no_picture_is_refused_beside_its_field(visitors, mia):
    visitors.forgive("status of 422")
    page = visitors.window(mia)
    page.goto("/me/")
    field = page.get_by_label(re.compile("^Photo"))

    field.set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("alert").first).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")


def test_presence_can_be_kept_from_others(visitors, room, mia, noah):
    page = visitors.window(noah)
    page.goto("/me/")
    page.get_by_role("radio", name="Nobody").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your profile is saved.")).to_be_visible()
    visitors.show(page, room)

    ours = visitors.room(mia, room)

    expect(ours.here).to_have_text("Only you are here")
    expect(ours.person("Noah")).to_contain_text("not here")


def test_colours_are_chosen_at_once_and_stay(visitors, mia):
    page = visitors.window(mia)
    page.goto("/")
    ground = "() => getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)

    open_menu(page, "Colours")
    page.get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    dark = page.evaluate(ground)
    page.goto("/rooms/")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate(ground) == dark
    assert dark != light
