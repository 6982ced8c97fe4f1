"""A session as both see it: in the room at once, on its page, in their month; moved and cancelled without a script."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import time

from playwright.sync_api import expect

from calendar_sync.booking.booking import Wish, book
from calendar_sync.booking.cancelling import cancel
from calendar_sync.clocks.recurring import Frequency, Repeat
from calendar_sync.sessions.wording import Words
from tests.builders.axe import faults_of
from tests.builders.chat import member_of, new_id

LINK = "https://meet.example/room"


def wish(days, *, count=0, **words):
    """At noon, so many days from now."""
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    repeat = Repeat(Frequency.WEEKLY, count) if count else None
    return Wish(noon + timedelta(days=days), 60, new_id(), words=Words(**words), repeat=repeat)


def soon(**words):
    """At the full five minutes after the next: within the quarter of an hour in which people may come."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    return Wish(now + timedelta(minutes=10 - now.minute % 5), 60, new_id(), words=Words(**words))


def in_steps():
    """Five to ten minutes from now, when a clock shows full five."""
    return datetime.fromtimestamp((time() // 300 + 2) * 300, UTC)


def test_session_is_seen_in_the_room_and_changed_on_its_page(visitors, room, mia, noah):
    theirs = visitors.room(noah, room)

    book(member_of(room, mia), wish(3, title="Second chair"))
    line = theirs.page.locator(".chat__closed")
    expect(line).to_contain_text("Next session: ")
    expect(line).to_contain_text("12:00")
    page = visitors.window(noah)
    visitors.show(page, room)
    expect(page.locator(".chat__closed")).to_contain_text("Next session: ")

    page.get_by_text("Agenda and minutes").click()
    expect(page.get_by_role("region", name="Agenda and minutes")).to_have_text("Nothing is written yet.")
    page.get_by_role("link", name="About this session").click()
    expect(page.get_by_role("heading", name="Second chair")).to_be_visible()
    assert faults_of(page) == []
    page.get_by_label("Agenda").fill("The ruling")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main")).to_contain_text("Saved.")
    theirs.page.get_by_text("Agenda and minutes").click()
    expect(theirs.page.get_by_role("region", name="Agenda and minutes")).to_have_text("The ruling")
    page.get_by_role("group").filter(has_text="Cancel the session").locator("summary").click()
    page.get_by_role("button", name="Cancel the session").click()
    expect(page.get_by_role("main")).to_contain_text("Cancelled")
    expect(line).to_have_count(0)

    [soon] = book(member_of(room, mia), Wish(in_steps(), 60, new_id()))
    expect(theirs.page.locator(".chat__hint")).to_contain_text("Your session begins at ")
    expect(theirs.page.locator(".toasts")).to_contain_text("Your session begins at ")
    cancel(member_of(room, mia), soon.pk, version=soon.version)
    expect(line).to_have_count(0)


def test_room_leads_to_the_meeting_and_the_meeting_to_the_room(visitors, room, mia, noah):
    theirs = visitors.room(noah, room)
    far, near = (book(member_of(room, mia), wish(3, link=LINK))[0], book(member_of(room, mia), soon(link=LINK))[0])
    link = theirs.page.get_by_role("link", name="Open the meeting link")

    expect(link).to_have_attribute("href", LINK)
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    expect(link).to_have_attribute("target", "_blank")
    page = visitors.window(mia)
    page.goto(f"/sessions/{far.pk}/")
    expect(page.get_by_role("link", name="Join in the room")).to_have_count(0)
    page.goto(f"/sessions/{near.pk}/")
    expect(page.get_by_role("link", name="Open the meeting link")).to_have_attribute("href", LINK)
    page.get_by_role("link", name="Join in the room").click()
    expect(page.get_by_role("link", name="Open the meeting link")).to_have_attribute("href", LINK)

    cancel(member_of(room, noah), near.pk, version=near.version)

    # The next session is the far one: nobody meets yet.
    expect(link).to_have_count(0)
    expect(page.get_by_role("link", name="Open the meeting link")).to_have_count(0)


def test_series_stands_in_the_lists(visitors, room, mia, noah):
    book(member_of(room, mia), wish(2, count=6, title="Reading rulings together"))
    book(member_of(room, mia), wish(3, title="Second chair"))
    page = visitors.window(noah, language="en-US")

    visitors.show(page, room)
    expect(page.locator(".chat__closed")).to_contain_text("12:00 PM")
    page.goto("/sessions/")
    expect(page.get_by_text("Reading rulings together")).to_have_count(6)
    expect(page.get_by_text("12:00 PM")).to_have_count(7)
    assert faults_of(page) == []
    page.get_by_role("link", name="Month", exact=True).click()
    assert faults_of(page) == []
