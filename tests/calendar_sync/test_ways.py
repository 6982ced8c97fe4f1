"""How mails about sessions reach people: invited where nothing else shows the session, in words where a feed does."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache

from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.ical.writing import Mask
from calendar_sync.invitations.ways import choice_of, choose
from calendar_sync.models import Delivery, FeedReader
from calendar_sync.sessions import editing
from calendar_sync.sessions.wording import Words
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.feeds import feed_of, fetch
from tests.builders.invitations import mails_to, told
from tests.builders.people import browser_of, person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NOW, utc

pytestmark = pytest.mark.usefixtures("clock", "rules", "queue")

WAY = Delivery.Way


@pytest.fixture(autouse=True)
def _nothing_noted():
    cache.clear()


def read_feed(owner, *, hours_ago=0, agent="Google-Calendar-Importer", name="mentoring.ics", **options):
    """A feed of theirs, as a program fetched it then."""
    fetch(feed_of(owner, **options), name, user_agent=agent)
    FeedReader.objects.filter(feed__owner=owner).update(last_at=NOW - timedelta(hours=hours_ago))


def test_whose_calendar_reads_a_feed_is_told_in_words_with_where_to_see_it(room, mia, noah):
    read_feed(noah, hours_ago=9)

    booked(room, mia)

    assert (told(mia), told(noah)) == ([("REQUEST", 0)], [("", 0)])
    [sent] = mails_to(noah)
    assert (
        "Google Calendar reads your feed and will show this by itself."
        " It last looked 9 hours ago; until it looks again, this mail is what holds."
    ) in sent.text
    assert ("Will you come? Answer here:" in sent.text, "your feed" in mails_to(mia)[0].text) == (True, False)


def test_what_is_far_away_needs_no_word_about_when_the_calendar_looked(room, noah):
    read_feed(noah, hours_ago=9)

    booked(room, noah, "2026-01-20T10:00")

    assert "It last looked" not in mails_to(noah)[0].text


@pytest.mark.parametrize(
    ("why", "read"),
    [
        ("long ago", {"hours_ago": 73}),
        ("by no calendar", {"agent": "curl/8.1"}),
        ("for others to see", {"mask": Mask.BUSY}),
        ("only when they are busy", {"name": "busy.ifb"}),
        ("of nobody knows what", {"agent": ""}),
    ],
)
def test_feed_that_shows_the_session_in_no_calendar_of_theirs_keeps_the_invitation(room, noah, why, read):
    read_feed(noah, **read)

    booked(room, noah)

    assert told(noah) == [("REQUEST", 0)], why


def test_feed_of_another_room_keeps_the_invitation(room, mia, noah):
    read_feed(mia, room=mentorship_room(mia, person("omar")))

    booked(room, noah)

    assert told(mia) == [("REQUEST", 0)]


@pytest.mark.parametrize(("way", "sent"), [(WAY.ALWAYS, "REQUEST"), (WAY.WORDS, ""), (WAY.FITTING, "")])
def test_choice_stands_above_what_fits(room, noah, way, sent):
    read_feed(noah)
    choose(noah, way)

    booked(room, noah)

    assert told(noah) == [(sent, 0)]


def test_calendar_that_was_invited_hears_of_changes_whatever_was_chosen_since(room, noah):
    session = booked(room, noah)
    choose(noah, WAY.WORDS)

    move(member_of(room, noah), session.pk, Move(utc("2026-01-07T10:00")), version=1)
    cancel(member_of(room, noah), session.pk, version=2)

    assert told(noah) == [("REQUEST", 0), ("REQUEST", 1), ("CANCEL", 2)]


def test_session_told_in_words_is_cancelled_in_words_and_another_place_is_told_once(room, noah):
    choose(noah, WAY.WORDS)
    session = booked(room, noah)
    for agenda in ("One", "Two"):
        session.refresh_from_db()
        words = Words(agenda=agenda, link="https://meet.court.example/1")
        editing.write(member_of(room, noah), session.pk, words, version=session.words_version)

    session.refresh_from_db()
    cancel(member_of(room, noah), session.pk, version=session.version)

    assert [(sent.subject, sent.method) for sent in mails_to(noah)] == [
        ("A mentoring session is booked", ""),
        ("A mentoring session has another place to meet", ""),
        ("A mentoring session was cancelled", ""),
    ]


def test_choice_is_made_among_the_settings_of_the_account(noah):
    browser = browser_of(noah)
    tab = '<a href="/calendar/">Calendar</a>'
    assert (choice_of(noah), tab in browser.get("/me/").text) == (WAY.FITTING, True)
    assert '<a href="/sessions/" aria-current' not in browser.get("/calendar/").text

    kept = browser.post("/calendar/mails/", {"way": "words"}, follow=True).text
    browser.post("/calendar/mails/", {"way": "pigeon"})

    assert ("Kept." in kept, bool(re.search(r'value="words"[^>]* checked', kept))) == (True, True)
    assert choice_of(noah) == WAY.WORDS


def test_choice_is_made_by_nobody_who_is_not_signed_in(client, noah):
    answer = client.post("/calendar/mails/", {"way": "words"})

    assert (answer.status_code, Delivery.objects.count()) == (302, 0)
