"""The page of calendars of elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.core.cache import cache

from calendar_sync.busy import sources as busy
from calendar_sync.busy.troubles import Trouble
from calendar_sync.models import BusyBlock, BusySource
from tests.builders.people import browser_of, person, queries_of
from tests.builders.sessions import NOW, policy, utc

pytestmark = pytest.mark.django_db
PAGE = "/availability/busy/"
SECRET = "the-word-that-must-not-leak"
URL = f"https://calendar.example/{SECRET}/basic.ics"


@pytest.fixture
def mia():
    return person("mia", time_zone="Europe/Berlin")


@pytest.fixture
def mia_s(mia):
    return browser_of(mia)


def words(answer) -> str:
    middle = answer.text.split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", middle)))


def test_adding_shows_the_host_and_never_the_address(mia, mia_s) -> None:
    answer = mia_s.post(PAGE, {"url": URL}, follow=True)

    assert "calendar.example Not read yet" in words(answer)
    assert SECRET not in answer.text
    assert busy.url_of(BusySource.objects.get(person=mia)) == URL


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://calendar.example/", "It has to begin with https://"),
        ("https://localhost/a.ics", "from public addresses of other servers only"),
        ("", "This field is required."),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(mia_s, url: str, sentence: str) -> None:
    answer = mia_s.post(PAGE, {"url": url})

    assert (answer.status_code, sentence in words(answer), BusySource.objects.exists()) == (422, True, False)


@time_machine.travel(NOW, tick=False)
def test_page_shows_busy_times_by_day_in_the_own_zone(mia, mia_s) -> None:
    source = busy.add(mia, URL)
    for start, end in (("2026-01-06T08:00", "2026-01-06T09:30"), ("2026-01-06T20:00", "2026-01-07T08:00")):
        BusyBlock.objects.create(source=source, starts_at=utc(start), ends_at=utc(end))

    shown = words(mia_s.get(PAGE))

    assert "Berlin, UTC+01:00 Tuesday, 6 January 09:00–10:30 21:00–24:00 Wednesday, 7 January 00:00–09:00" in shown  # noqa: RUF001


def test_page_shows_what_is_wrong_and_the_last_good_time(mia, mia_s) -> None:
    busy.add(mia, URL)
    BusySource.objects.update(trouble=Trouble.ANSWER, good_at=NOW, tried_at=NOW + timedelta(hours=1))

    shown = words(mia_s.get(PAGE))

    assert "Last read 5 January 2026, 09:00 CET" in shown
    assert "may have been withdrawn. What was read before still holds. Tried 5 January 2026, 10:00 CET" in shown


def test_a_calendar_is_read_again_and_removed_by_its_owner(mia, mia_s) -> None:
    source = busy.add(mia, URL)
    BusySource.objects.update(due_at=NOW + timedelta(days=9999))

    mia_s.post(f"{PAGE}{source.pk}/read/")
    due = BusySource.objects.get().due_at
    mia_s.post(f"{PAGE}{source.pk}/remove/")

    assert due < NOW + timedelta(days=9998)
    assert not BusySource.objects.exists()


def test_others_see_and_touch_nothing(mia, client) -> None:
    source, zoe_s = busy.add(mia, URL), browser_of(person("zoe"))

    assert client.get(PAGE).status_code == client.post(PAGE, {"url": URL}).status_code == 302
    assert "calendar.example" not in zoe_s.get(PAGE).text
    for deed in ("read", "remove"):
        assert zoe_s.post(f"{PAGE}{source.pk}/{deed}/").status_code == 404
        assert zoe_s.get(f"{PAGE}{source.pk}/{deed}/").status_code == 405
    assert BusySource.objects.count() == 1


def test_asking_other_servers_has_a_limit(mia_s, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "busy": "1/m/user"}
    cache.clear()

    answers = [mia_s.post(PAGE, {"url": f"{URL}?{number}"}) for number in range(2)]

    again = mia_s.post(f"{PAGE}{BusySource.objects.get().pk}/remove/", follow=True)
    assert [answer.status_code for answer in answers] == [302, 429]
    assert ("Wait some minutes." in words(again), BusySource.objects.count()) == (True, 1)


def test_page_costs_the_same_for_one_calendar_and_for_three(mia, mia_s) -> None:
    policy(mia)
    costs = []
    for number in range(3):
        busy.add(mia, f"{URL}?{number}")
        costs.append(queries_of(mia_s, PAGE))

    assert costs[0] == costs[2]
