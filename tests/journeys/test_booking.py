"""A mentor publishes her times, and her mentee books one: in real browsers, with scripts and without."""

from __future__ import annotations

from playwright.sync_api import expect

from calendar_sync.models import Session, Window
from tests.builders.axe import accessibility_faults
from tests.builders.browser import PHONE
from tests.builders.sessions import policy


def test_a_mentor_publishes_and_her_mentee_books_on_a_phone(visitors, room, mia, noah):
    ours = visitors.window(mia)
    ours.goto("/availability/")
    for number in range(5):
        ours.locator(f"[name=week-{number}-starts]").fill("09:00")
        ours.locator(f"[name=week-{number}-ends]").fill("17:00")
    ours.get_by_role("button", name="Another time on Monday").click()
    ours.locator("#day-0 [type=time]").nth(2).fill("18:00")
    ours.locator("#day-0 [type=time]").nth(3).fill("20:00")
    ours.get_by_role("button", name="Save").last.click()
    expect(ours.get_by_text("Your availability is saved.")).to_be_visible()
    expect(ours.get_by_label("The coming week")).to_contain_text("09:00–17:00")  # noqa: RUF001  (as shown)
    assert Window.objects.count() == 6

    theirs = visitors.room(noah, room, size=PHONE, scheme="dark").page
    theirs.get_by_role("button", name="More about this room").click()
    theirs.get_by_role("menuitem", name="Plan a session").click()
    expect(theirs.get_by_role("heading", name="Plan a session")).to_be_visible()
    theirs.get_by_role("link", name="Next free day").click()
    slot = theirs.locator(".slot").first
    expect(slot).to_contain_text("for Mia")
    slot.click()
    theirs.get_by_label("What it is about").fill("The first hearing")
    theirs.get_by_role("button", name="Book").click()
    expect(theirs.get_by_role("heading", name="Booked")).to_be_visible()
    assert accessibility_faults(theirs) == []
    assert Session.objects.filter(room=room, mentor=mia, booked_by=noah).count() == 1


def test_a_series_is_booked_without_script_after_somebody_else_was_faster(visitors, room, mia, noah):
    policy(mia, tzid="Europe/Lisbon", notice=60)
    page, faster = (visitors.window(noah, java_script_enabled=False) for _ in range(2))
    visitors.forgive("409")
    page.goto(f"/rooms/{room.pk}/people/")
    page.get_by_role("link", name="Plan a session").click()
    page.get_by_role("link", name="Next free day").click()
    page.locator(".slot").first.click()
    faster.goto(page.url)
    faster.get_by_role("button", name="Book").click()

    page.get_by_label("What it is about").fill("Writing judgments")
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_text("The mentor has another session then, or too close to it.")).to_be_visible()
    expect(page.get_by_label("What it is about")).to_have_value("Writing judgments")
    page.get_by_label("Repeat").select_option("Every week")
    page.get_by_label("How many sessions in all").fill("3")
    page.get_by_role("button", name="Show the series").click()
    expect(page.get_by_role("heading", name="3 sessions")).to_be_visible()
    page.get_by_role("button", name="Book").click()

    expect(page.get_by_text("Every week, 3 sessions.")).to_be_visible()
    assert Session.objects.filter(room=room).count() == 4
