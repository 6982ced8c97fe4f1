"""The page on which a feed is checked: the bytes that programs get, who got them, and what is wrong in words."""

from __future__ import annotations

import msgspec
import pytest
from django.core.cache import cache
from django.utils import timezone

from calendar_sync.booking.cancelling import cancel
from calendar_sync.feeds import feeds
from calendar_sync.feeds.self_test import examine
from calendar_sync.ical.writing import Mask
from calendar_sync.models import FeedPart
from rooms.vault import keyring
from tests.builders.booking import booked, series_of
from tests.builders.chat import member_of
from tests.builders.feeds import feed_of, fetch, row_of, view_of
from tests.builders.people import browser_of, queries_of

pytestmark = pytest.mark.usefixtures("clock", "rules")


@pytest.fixture(autouse=True)
def _nothing_counted():
    cache.clear()


def page_of(token):
    return f"/calendar/feeds/{row_of(token).pk}/check/"


def examined(token):
    return examine(view_of(token), timezone.now())


def spoil(token, old, new):
    """As if something else had been written when the feed was made ready."""
    fetch(token)
    view = view_of(token)
    for kept in FeedPart.objects.select_related("room"):
        cipher = keyring.for_room(kept.room)
        part = feeds.opened(view, kept, cipher)
        part.events = [(key, content.replace(old, new)) for key, content in part.events]
        kept.content = cipher.seal("feed", view.place, kept.mark, 0, msgspec.msgpack.encode(part))
        kept.save()


def test_feed_of_ours_is_right_and_another_reader_finds_the_same_sessions(room, mia, noah):
    token, rows = feed_of(mia, Mask.FULL), series_of(booked(room, noah, weeks=3, title="Plan, and “more”"))
    cancel(member_of(room, noah), rows[1].pk, version=1)

    report = examined(token)

    assert ([faults for _part, faults in report.parts], report.found, report.is_right) == ([[], [], [], []], 2, True)
    assert report.size == len(fetch(token).content)


def test_page_says_that_it_is_right_and_who_read_it_last(room, mia, noah):
    token = feed_of(mia)
    booked(room, noah)
    fetch(token)

    page = browser_of(mia).get(page_of(token)).text

    for said in ("Nothing is wrong with it", "It finds 1 session within 30 days.", "Thunderbird", "has the newest"):
        assert said in page


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        ((b"SUMMARY:Mentoring", b"SUMMARY:" + b"x" * 80), "is longer than 75 octets."),
        ((b"DTSTART:20260106T100000Z", b"DTSTART:20260106T120000Z"), "it ends before it starts."),
        ((b"DTSTART:20260106T1", b"DTSTART:20260106T0"), "It misses Tuesday, 6 January, 10:00."),
        ((b"END:VEVENT\r\n", b""), "It cannot be read as one calendar."),
    ],
)
def test_what_is_wrong_is_said_in_words(room, mia, noah, spoiled, said):
    token = feed_of(mia)
    booked(room, noah)
    spoil(token, *spoiled)

    page = browser_of(mia).get(page_of(token)).text

    assert ("Something is wrong with it" in page, said in page) == (True, True)


def test_feeds_of_others_are_not_checked(room, mia, noah):
    token = feed_of(mia, Mask.FULL)
    booked(room, noah, title="Closing a chapter")

    answer = browser_of(noah).get(page_of(token))

    assert (answer.status_code, "chapter" in answer.text) == (404, False)


def test_check_asks_the_database_as_often_for_three_sessions_as_for_one(room, mia, noah):
    browser, token = browser_of(mia), feed_of(mia)
    booked(room, noah)
    browser.get(page_of(token))
    first = queries_of(browser, page_of(token))
    for day in ("07", "08"):
        booked(room, noah, f"2026-01-{day}T10:00")
    browser.get(page_of(token))

    assert queries_of(browser, page_of(token)) == first


def test_checks_have_a_limit(mia, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "feeds": "1/10m/user"}
    browser, path = browser_of(mia), page_of(feed_of(mia))

    assert [browser.get(path).status_code for _ in range(2)] == [200, 429]
