"""The page on which a mentor says when she can be met."""

from __future__ import annotations

import re
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection

from calendar_sync.availability.rules import link_of
from calendar_sync.models import DayOverride, Policy, Window
from tests.builders.availability import entries
from tests.builders.people import browser_of, person, queries_of
from tests.builders.sessions import NOW, policy

pytestmark = pytest.mark.django_db
PAGE = "/availability/"
LINK = "https://meet.example/room-that-must-not-leak"


@pytest.fixture
def mia():
    return person("mia", time_zone="Europe/Lisbon")


@pytest.fixture
def mia_s(mia):
    return browser_of(mia)


def test_page_begins_with_a_row_for_each_day_in_the_own_zone(mia_s) -> None:
    text = mia_s.get(PAGE).text

    assert len(re.findall(r'name="week-\d+-starts"', text)) == 7
    assert '<option value="Europe/Lisbon" selected>' in text
    assert not Policy.objects.exists()


def test_saving_keeps_terms_windows_and_days(mia, mia_s) -> None:
    week = [(0, "09:00", "12:00"), (0, "13:30", "00:00"), (4, "", "")]
    days = [("2026-01-06", "2026-01-07", "", ""), ("2026-02-01", "", "10:00", "11:00")]

    answer = mia_s.post(PAGE, entries(week, days, link=LINK), follow=True)

    row = Policy.objects.get(person=mia)
    assert "Your availability is saved." in answer.text
    assert (row.tzid, row.gap_after, row.most_per_week, row.most_per_day, row.version) == (
        "Europe/Berlin", 15, 4, None, 1,
    )  # fmt: skip
    assert [*Window.objects.values_list("weekday", "starts", "ends")] == [(0, 540, 720), (0, 810, 1440)]
    assert {each.day: each.windows for each in DayOverride.objects.all()} == {
        date(2026, 1, 6): [], date(2026, 1, 7): [], date(2026, 2, 1): [[600, 660]],
    }  # fmt: skip


def test_meeting_link_is_sealed(mia, mia_s) -> None:
    mia_s.post(PAGE, entries(link=LINK))

    row = Policy.objects.get(person=mia)
    assert link_of(row) == LINK
    assert LINK.encode() not in bytes(row.link)
    assert LINK in mia_s.get(PAGE).text


@pytest.mark.parametrize("link", ["http://meet.example/", "javascript:alert(1)", "https://", "ftp://meet.example/"])
def test_a_link_that_is_not_https_is_refused(mia_s, link: str) -> None:
    answer = mia_s.post(PAGE, entries([(0, "09:00", "10:00")], link=link))

    assert (answer.status_code, Policy.objects.exists()) == (422, False)
    assert 'aria-describedby="id_link_helptext id_link_error"' in answer.text


@pytest.mark.parametrize(
    ("week", "days", "sentence"),
    [
        ([(0, "09:00", "")], [], "Both times are needed."),
        ([(0, "10:00", "09:00")], [], "This has to be later than the start."),
        ([(0, "09:02", "10:00")], [], "Times go by five minutes."),
        ([(0, "09:00", "11:00"), (0, "10:00", "12:00")], [], "This overlaps another time of the same day."),
        ([], [("", "", "09:00", "10:00")], "Name the day."),
        ([], [("9999-12-31", "", "", "")], "Choose a day at most two years from now."),
        ([], [("2026-02-02", "2026-02-01", "", "")], "The last day comes after the first"),
        ([], [("2026-02-01", "2026-02-09", "", ""), ("2026-02-05", "", "", "")], "This day stands in another row"),
    ],
)
def test_a_fault_stands_beside_its_field_and_no_row_is_lost(mia_s, week, days, sentence: str) -> None:
    answer = mia_s.post(PAGE, entries([(6, "20:00", "21:00"), *week], days))

    # Once in the summary, once beside the field.
    assert (answer.status_code, answer.text.count(sentence)) == (422, 2)
    assert f'value="{len(week) + 1}"' in answer.text
    assert 'value="20:00"' in answer.text
    assert not Policy.objects.exists()


@pytest.mark.parametrize(("add", "prefix", "rows"), [("3", "week", 2), ("day", "days", 2)])
def test_a_row_more_keeps_what_was_entered(mia_s, add: str, prefix: str, rows: int) -> None:
    sent = entries([(0, "99:00", "10:00")], [("2026-02-01", "", "", "")], add=add)

    answer = mia_s.post(PAGE, sent)

    assert answer.status_code == 200
    assert re.search(rf'name="{prefix}-TOTAL_FORMS" value="{rows}"', answer.text)
    assert ('value="99:00"' in answer.text, 'value="2026-02-01"' in answer.text) == (True, True)
    assert not Policy.objects.exists()


def test_the_older_of_two_tabs_is_told_and_may_save_again(mia, mia_s) -> None:
    mia_s.post(PAGE, entries([(0, "09:00", "10:00")]))

    older = mia_s.post(PAGE, entries([(1, "11:00", "12:00")]))
    assert (older.status_code, "changed in another window" in older.text) == (409, True)
    assert ('value="11:00"' in older.text, 'name="version" value="1"' in older.text) == (True, True)
    mia_s.post(PAGE, entries([(1, "11:00", "12:00")], version=1))

    assert [*Window.objects.values_list("weekday", "starts", "ends")] == [(1, 660, 720)]
    assert Policy.objects.get(person=mia).version == 2


@time_machine.travel(NOW, tick=False)
def test_coming_week_shows_what_can_be_booked(mia, mia_s) -> None:
    row = policy(mia, tzid="Europe/Berlin", notice=1440)
    row.overrides.create(day=date(2026, 1, 7), windows=[])

    text = re.sub(r"\s+|<[^>]+>", " ", mia_s.get(PAGE).text)
    shown = re.sub(r" +", " ", text.split("as it is saved. ")[1])

    assert shown.startswith(
        "Berlin, UTC+01:00 Monday, 5 January nothing Tuesday, 6 January 09:00–17:00"  # noqa: RUF001  (as shown)
        " Wednesday, 7 January nothing Thursday"
    )


def test_days_gone_by_are_not_shown_again(mia, mia_s) -> None:
    row = policy(mia)
    row.overrides.create(day=date(2020, 1, 7), windows=[])

    assert "2020-01-07" not in mia_s.get(PAGE).text


def test_strangers_sign_in_first(client) -> None:
    policy(person("omar"))

    for answer in (client.get(PAGE), client.post(PAGE, entries())):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/account/login/")
    assert not Window.objects.filter(weekday=0, starts=540).exclude(policy__person__name="Omar").exists()


def test_malformed_forms_change_nothing(mia_s) -> None:
    for sent in ({}, {"add": "9"}, {"week-TOTAL_FORMS": "9" * 9}, entries(tzid="Mars/Olympus")):
        assert mia_s.post(PAGE, sent).status_code in {200, 422}

    assert not Policy.objects.exists()


def test_saving_has_a_limit(mia_s, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "availability": "1/m/user"}
    cache.clear()

    answers = [mia_s.post(PAGE, entries(version=number)) for number in range(2)]

    assert [answer.status_code for answer in answers] == [302, 429]
    assert Policy.objects.get().version == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_whatever_is_published(mia, mia_s, rows: int) -> None:
    row = policy(mia)
    for number in range(rows):
        row.overrides.create(day=date(2099, 1, 1 + 2 * number), windows=[])

    assert queries_of(mia_s, PAGE) == queries_of(mia_s, PAGE) <= 14
    assert connection.in_atomic_block
