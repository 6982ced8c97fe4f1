"""Axe finds no fault on the pages of when we meet, in whatever state a session is. Not here: what they do."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from calendar_sync.booking.booking import Wish, book
from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.proposing import propose
from calendar_sync.booking.scope import Scope
from calendar_sync.busy import sources as busy
from calendar_sync.cadence.cadence import agree
from calendar_sync.clocks.recurring import Frequency, Repeat
from calendar_sync.feeds import feeds
from calendar_sync.ical.writing import Mask
from calendar_sync.invitations.replies import reply_token
from calendar_sync.models import Feed
from calendar_sync.sessions.wording import Words
from tests.builders.axe import faults_of, faults_on
from tests.builders.chat import member_of, new_id
from tests.builders.sessions import policy, session

LINK = "https://meet.example/room"


def wish(days, *, count=0, **words):
    """At noon, so many days from now."""
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    repeat = Repeat(Frequency.WEEKLY, count) if count else None
    return Wish(noon + timedelta(days=days), 60, new_id(), words=Words(**words), repeat=repeat)


def test_pages_of_planning_are_without_fault(visitors, mia, noah, room):
    row = policy(mia, tzid="America/New_York", needs_approval=True)
    row.overrides.create(day=timezone.localdate() + timedelta(days=9), windows=[[600, 660], [700, 800]])
    busy.add(mia, "https://calendar.example/a.ics")
    feeds.make(mia, mask=Mask.MENTORING)
    agree(member_of(room, noah), count=6, weeks=12, begins_on=timezone.localdate(), seen=0)
    own = ("/availability/", "/availability/busy/", "/calendar/", f"/calendar/feeds/{Feed.objects.get().pk}/check/")

    assert faults_on(visitors.window(mia), "/", *own, f"/rooms/{room.pk}/rhythm/") == {}


def test_steps_of_booking_are_without_fault(visitors, mia, noah, room):
    visitors.forgive("409", "422")
    policy(mia, tzid="America/New_York")
    page = visitors.window(noah)
    page.goto(f"/rooms/{room.pk}/book/?zone=Asia/Kolkata")
    assert faults_of(page) == []
    page.get_by_role("link", name="Next free day").click()
    assert faults_of(page) == []
    page.locator("#times .slot").first.click()
    page.get_by_label("Repeat").select_option("Every week")
    page.get_by_role("button", name="Show the series").click()
    expect(page.get_by_role("heading", name="sessions")).to_be_visible()
    assert faults_of(page) == []

    mia.policy.windows.all().delete()
    page.get_by_role("button", name="Book").click()
    assert faults_of(page) == []


def test_session_is_without_fault_in_its_states(visitors, mia, noah, room):
    visitors.forgive("404")
    ours, theirs = member_of(room, mia), member_of(room, noah)
    first = book(ours, wish(2, count=3, title="Second chair", agenda="The ruling", link=LINK))[0]
    propose(theirs, first.pk, first.starts_at + timedelta(days=1))
    page, base = visitors.window(mia), f"/sessions/{first.pk}"
    page.goto(f"{base}/")
    for summary in page.locator("main summary").all():
        summary.click()
    assert faults_of(page) == []
    lists = ("/sessions/", "/sessions/month/", f"/rooms/{room.pk}/sessions/", f"{base}/move/")
    assert faults_on(page, *lists, f"/rooms/{room.pk}/booked/{first.pk}/") == {}
    assert faults_on(visitors.window(), f"/cal/answer/{reply_token(noah.pk, first.uid)}/", "/cal/answer/x/") == {}

    session(room, mia, noah, timezone.now() - timedelta(minutes=5))
    cancel(ours, first.pk, version=first.version, scope=Scope.THIS)
    held = session(room, mia, noah, timezone.now() - timedelta(days=2))
    pages = [f"/sessions/{each}/" for each in (first.pk, held.pk)]
    assert faults_on(page, *pages, "/sessions/past/") == {}
