"""A mentorship rests and ends, in two browsers: seen by both while it happens."""

from __future__ import annotations

from playwright.sync_api import expect

from rooms.closing_page import read_closing_page
from tests.builders.axe import accessibility_faults
from tests.builders.closing import REACHED


def page_of(visitors, person, room):
    page = visitors.window(person)
    page.goto(f"/rooms/{room.pk}/closing/")
    return page


def test_two_people_let_their_mentorship_rest_and_close_it(visitors, room, mia, noah):
    theirs = visitors.room(noah, room)
    ours = visitors.room(mia, room)
    ours.page.get_by_role("button", name="More about this room").click()
    ours.page.get_by_role("menuitem", name="Rest and end").click()

    ours.page.get_by_role("button", name="Let it rest").click()
    expect(theirs.page.get_by_text("This mentorship rests. You can write all the while.").first).to_be_visible()
    theirs.page.get_by_role("button", name="Goals").click()
    rests = theirs.page.get_by_text("This mentorship rests: nobody is asked for a check-in.")
    expect(rests).to_be_visible()
    assert accessibility_faults(theirs.page) == []
    ours.page.get_by_role("button", name="Go on").click()
    expect(theirs.page.get_by_role("link", name="About the pause")).to_have_count(0)
    expect(rests).to_have_count(0)
    theirs.page.get_by_role("button", name="People", exact=True).click()

    ours.page.get_by_label("What was reached").fill(REACHED)
    ours.page.get_by_role("button", name="Propose").click()
    ours.page.get_by_role("button", name="Sign", exact=True).click()
    expect(theirs.page.get_by_text("Mia proposes to close this room. Signed by Mia.").first).to_be_visible()
    watching = visitors.room(mia, room)

    signing = page_of(visitors, noah, room)
    expect(signing.get_by_text(REACHED)).to_be_visible()
    signing.get_by_label("Your own words").fill("Thank you")
    signing.get_by_role("button", name="Keep my words").click()
    signing.get_by_role("button", name="Sign", exact=True).click()

    for shown in (theirs, watching):
        expect(shown.page.get_by_text("This room is closed. It can be read, and nothing can be added.")).to_be_visible()
        expect(shown.box).to_have_count(0)
    expect(signing.get_by_role("heading", name="Closing words")).to_be_visible()
    with signing.expect_download() as download:
        signing.get_by_role("link", name="Take a copy").click()
    assert download.value.suggested_filename == "mentorship.zip"
    room.refresh_from_db()
    assert [each.text for each in read_closing_page(room).proposal.statements] == ["", "Thank you"]
