"""A new name and another place to meet reach calendars, each as far as it should."""

from __future__ import annotations

import pytest

from calendar_sync.ical.writing import Mask
from calendar_sync.models import Session
from calendar_sync.sessions import editing
from calendar_sync.sessions.wording import Words
from tests.builders.availability import entries
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.feeds import etag_of, feed_of, fetch
from tests.builders.invitations import mails_to, told
from tests.builders.people import browser_of

pytestmark = pytest.mark.usefixtures("clock", "rules", "queue")

LINK = "https://meet.court.example/mia"


def rename(person, name):
    page = {"name": name, "time_zone": "UTC", "presence_audience": "rooms"}
    assert browser_of(person).post("/me/", page).status_code == 302


def test_new_name_changes_feeds_and_is_told_by_no_mail(room, mia, noah, clock):
    booked(room, noah)
    token, count = feed_of(noah, Mask.FULL), len(mails_to(noah))
    before, revised = etag_of(token), Session.objects.get().revised_at
    clock.shift(1)

    rename(mia, "Maria")

    assert b"With Maria." in fetch(token).content
    assert (etag_of(token) != before, Session.objects.get().revised_at > revised) == (True, True)
    assert len(mails_to(noah)) == count


def publish(mentor, version, link):
    page = entries([(0, "09:00", "17:00")], link=link)
    answer = browser_of(mentor).post("/availability/", {**page, "version": version})
    assert answer.status_code == 302


def test_other_place_of_a_mentor_is_told_once_for_each_session_without_its_own(room, mia, noah, rules):
    session, other = booked(room, noah), booked(room, noah, "2026-01-07T10:00")
    own = Words(link="https://meet.court.example/other")
    editing.write(member_of(room, noah), other.pk, own, version=other.words_version)

    publish(mia, rules.version, LINK)
    publish(mia, rules.version + 1, LINK)

    told_of = [(str(sent.events[0]["UID"]), str(sent.events[0]["LOCATION"])) for sent in mails_to(noah)[3:]]
    assert told_of == [(session.uid, LINK)]
    assert told(noah)[3:] == [("REQUEST", 1)]
