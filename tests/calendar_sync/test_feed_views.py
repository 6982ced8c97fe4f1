"""The page on which people keep their feeds: made, shown once, read by whom, ended."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from calendar_sync.feeds.checking import faults
from calendar_sync.feeds.readers import OTHER, client_of
from calendar_sync.ical.writing import Mask
from calendar_sync.models import Feed
from server.logs import Discreet
from tests.builders.booking import booked
from tests.builders.feeds import feed_of, fetch, row_of, starts
from tests.builders.people import browser_of, person, queries_of
from tests.builders.rooms import mentorship_room

ADDRESS = re.compile(r"http://localhost:8000/cal/f/([\w-]+)/mentoring\.ics")


@pytest.fixture(autouse=True)
def _nothing_counted():
    """What was done too often in one test was not in the next one."""
    cache.clear()


def made(browser, **fields):
    return browser.post("/calendar/feeds/", {"mask": "mentoring", "room": "", **fields}, follow=True).content.decode()


def test_address_of_a_new_feed_is_shown_once_with_links_for_each_calendar(mia):
    browser = browser_of(mia)

    page = made(browser)

    [token] = set(ADDRESS.findall(page))
    quoted = f"localhost%3A8000%2Fcal%2Ff%2F{token}%2Fmentoring.ics"
    for link in (
        f"webcal://localhost:8000/cal/f/{token}/mentoring.ics",
        f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{quoted}",
        f"https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2F{quoted}&amp;name=Mentoring",
    ):
        assert f'href="{link}"' in page
    assert fetch(token).status_code == 200
    assert token not in browser.get("/calendar/").content.decode()


def test_feed_is_made_as_it_was_wished(room, mia):
    made(browser_of(mia), mask="full", room=str(room.pk), alarms="on")

    feed = Feed.objects.get()
    assert (feed.owner, feed.room, feed.mask, feed.alarms) == (mia, room, Mask.FULL, True)


def test_what_makes_no_sense_is_said_beside_the_field(room, mia):
    answer = browser_of(person("zoe")).post("/calendar/feeds/", {"mask": "full", "room": str(room.pk)})

    assert (answer.status_code, Feed.objects.count()) == (422, 0)
    assert "Select a valid choice" in answer.content.decode()


def test_page_tells_who_reads_which_feed_and_whether_it_is_the_newest(room, mia, noah, rules, clock):
    token = feed_of(mia)
    fetch(token)
    fresh = browser_of(mia).get("/calendar/").content.decode()
    booked(room, noah)

    stale = browser_of(mia).get("/calendar/").content.decode()

    assert "Thunderbird" in fresh
    assert ("has the newest" in fresh, "has an older state" in stale) == (True, True)


def test_new_address_ends_the_former_one(mia):
    browser, token = browser_of(mia), feed_of(mia)

    page = browser.post(f"/calendar/feeds/{row_of(token).pk}/rotate/", follow=True).content.decode()

    [other] = set(ADDRESS.findall(page))
    assert (fetch(token).status_code, fetch(other).status_code) == (404, 200)


def test_revoked_feed_is_gone_from_the_page(mia):
    browser, token = browser_of(mia), feed_of(mia)

    page = browser.post(f"/calendar/feeds/{row_of(token).pk}/revoke/", follow=True).content.decode()

    assert ("The feed is revoked" in page, "None yet." in page) == (True, True)
    assert fetch(token).status_code == 404


def test_feeds_of_others_are_neither_shown_nor_changed(mia, noah):
    token = feed_of(mia, Mask.FULL)
    feed, browser = row_of(token), browser_of(noah)

    browser.post(f"/calendar/feeds/{feed.pk}/revoke/")
    browser.post(f"/calendar/feeds/{feed.pk}/rotate/")

    assert "None yet." in browser.get("/calendar/").content.decode()
    assert fetch(token).status_code == 200


def test_page_asks_the_database_as_often_for_three_feeds_as_for_one(room, mia, noah):
    browser = browser_of(mia)
    feed_of(mia, room=room)
    first = queries_of(browser, "/calendar/")
    for name in ("omar", "zoe"):
        fetch(feed_of(mia, room=mentorship_room(mia, person(name))))

    assert queries_of(browser, "/calendar/") == first


def test_session_is_downloaded_with_its_series_by_those_who_take_part(room, mia, noah, rules, clock):
    session = booked(room, noah, weeks=3, title="Plan")

    answer = browser_of(mia).get(f"/sessions/{session.pk}.ics")

    assert (faults(answer.content), len(starts(answer.content))) == ([], 3)
    assert answer["Content-Disposition"] == 'attachment; filename="session.ics"'


def test_session_is_downloaded_by_nobody_else(room, noah, rules, clock):
    session = booked(room, noah, title="Closing a chapter")

    answer = browser_of(person("zoe")).get(f"/sessions/{session.pk}.ics")

    assert (answer.status_code, b"chapter" in answer.content) == (404, False)


def test_secret_stands_in_no_log_line(mia, caplog):
    for token in ("guessed-4711", feed_of(mia)):
        fetch(token)
        fetch(token, "busy.ifb")

    lines = [Discreet("text").format(record) for record in caplog.records]
    assert len(lines) == 2
    assert [line for line in lines if "4711" in line] == []


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Google-Calendar-Importer", "Google Calendar"),
        ("Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Thunderbird/140.0", "Thunderbird"),
        ("macOS/14.5 (23F79) dataaccessd/1.0", "Apple Calendar"),
        ("Microsoft Office/16.0 (Outlook)", "Outlook"),
        ("<script>alert(1)</script>", OTHER),
        ("", OTHER),
    ],
)
def test_reader_is_known_by_a_name_of_ours(agent, name):
    assert client_of(agent) == name
