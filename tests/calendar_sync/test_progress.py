"""The strip of weeks on the pages of progress: warm where sessions were held."""

from __future__ import annotations

import pytest

from calendar_sync.booking.cancelling import cancel
from calendar_sync.sessions.holding import end, start
from rooms.models import Room
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.people import browser_of
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NOW, utc

pytestmark = pytest.mark.django_db

HELD = "2 sessions in 2 weeks, from the week of 5 January 2026."


@pytest.fixture
def held(room, mia, noah, clock, rules):
    """Two that took place, one that was cancelled, one that Noah missed, and one to come."""
    Room.objects.update(created_at=NOW)
    days = ("06T10:00", "06T14:00", "07T10:00", "13T10:00", "14T10:00")
    _first, _second, gone, missed, _ahead = (booked(room, noah, f"2026-01-{day}") for day in days)
    cancel(member_of(room, mia), gone.pk, version=1)
    clock.move_to(utc("2026-01-13T10:00"))
    start(member_of(room, mia), missed.pk)
    end(member_of(room, mia), missed.pk, came=[mia.pk])


@pytest.mark.usefixtures("held")
def test_progress_and_its_summary_show_when_sessions_were_held(room, noah):
    pages = [browser_of(noah).get(f"/rooms/{room.pk}/{page}").text for page in ("progress/", "progress/summary/")]

    assert [(HELD in page, page.count("drawing--sessions")) for page in pages] == [(True, 1)] * 2


@pytest.mark.usefixtures("held")
def test_progress_of_an_earlier_day_knows_no_later_sessions(room, mia):
    shown, before = (browser_of(mia).get(f"/rooms/{room.pk}/progress/?on=2026-01-0{day}").text for day in (6, 5))

    assert "2 sessions in 1 week, from the week of 5 January 2026." in shown
    assert "drawing--sessions" not in before


@pytest.mark.usefixtures("held")
def test_sessions_of_other_rooms_warm_nothing(mia, noah):
    other = mentorship_room(mia, noah)

    assert "drawing--sessions" not in browser_of(mia).get(f"/rooms/{other.pk}/progress/").text
