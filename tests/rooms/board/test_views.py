"""The pages of progress, for the members of a mentorship room alone."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from rooms.vault import erase
from tests.builders.board import add_goal, add_inside, do
from tests.builders.files import upload
from tests.builders.people import browser_of, person, queries_of
from tests.builders.rooms import group_room

pytestmark = pytest.mark.django_db

SECRET = "Become fit for the appeals chamber"
PAGES = ["progress/", "progress/summary/", "progress/changes/"]


def address(room, page: str) -> str:
    return f"/rooms/{room.pk}/{page}"


def test_progress_shows_goals_in_pictures_and_words(room, mia, noah):
    goal = add_goal(
        room, noah, SECRET, success="The bench <b>asks</b> for me", starts_on="2026-01-01", due_on="2099-01-01"
    )
    add_inside(room, noah, "checkin", goal, confidence=6)
    add_inside(room, noah, "milestone", goal, title="First draft")
    file = upload(room, noah, name="order.pdf")
    add_inside(room, noah, "evidence", goal, text="See the order", file=str(file.pk))

    page = browser_of(mia).get(address(room, "progress/"))

    assert page.text.count('<svg class="drawing drawing--') == 3
    assert "1 check-in, confidence from 1 to 10: first 6, lowest 6, highest 6, now 6." in page.text
    assert "1. First draft: planned" in page.text
    assert f'<a href="/rooms/{room.pk}/files/{file.pk}/">order.pdf</a>' in page.text
    assert (SECRET in page.text, "<b>asks" in page.text, " style=" in page.text) == (True, False, False)


def test_progress_advises_on_what_is_under_way_and_not_on_the_past(room, noah):
    add_goal(room, noah, SECRET)

    pages = [browser_of(noah).get(address(room, f"progress/{day}")).text for day in ("", f"?on={timezone.localdate()}")]

    assert [("It has no date yet." in page, SECRET in page) for page in pages] == [(True, True), (False, True)]


def test_summary_shows_a_line_for_each_goal_and_says_how_many_are_left(room, noah):
    for no in range(14):
        add_goal(room, noah, f"Goal number {no}")

    page = browser_of(noah).get(address(room, "progress/summary/"))

    assert (page.text.count('<span class="sheet__title">Goal number'), "And 4 more." in page.text) == (10, True)


def test_changes_of_the_last_month_are_shown_unless_others_are_asked_for(room, noah):
    add_goal(room, noah, SECRET)
    browser = browser_of(noah)

    month, later = (
        browser.get(address(room, f"progress/changes/{span}")) for span in ("", "?first=2001-01-01&last=2001-02-01")
    )

    assert ("New on the board." in month.text, SECRET in month.text) == (True, True)
    assert ("Nothing has changed on the board." in later.text, SECRET in later.text) == (True, False)


def test_progress_of_a_day_shows_the_board_of_that_day(room, noah):
    add_goal(room, noah, SECRET)

    page = browser_of(noah).get(address(room, "progress/?on=2001-01-01"))

    assert ("The board as it stood on 1 January 2001." in page.text, SECRET in page.text) == (True, False)


def test_progress_of_a_day_counts_what_was_erased_since_and_shows_its_columns(room, noah):
    with time_machine.travel("2026-03-02T12:00:00Z"):
        add_goal(room, noah, "Still there")
        erased = add_goal(room, noah, SECRET)
    do(room, noah, "goal.erase", goal=erased, base=99)

    page = browser_of(noah).get(address(room, "progress/?on=2026-03-02&at=23:30")).text

    assert "The board as it stood on 2 March 2026 at 23:30." in page
    assert ("1 goal of that time is erased." in page, SECRET in page, "<li>Still there</li>" in page) == (
        True, False, True,
    )  # fmt: skip


def test_members_see_what_the_coordinator_is_given(room, mia, noah):
    goal = add_goal(room, noah, "Chair a hearing")
    for who in (noah, mia):
        do(room, who, "goal.share", goal=goal, agreed=True)

    page = browser_of(noah).get(address(room, "progress/")).text

    assert ("Shared with the coordinator" in page, "<li>Chair a hearing: Under way</li>" in page) == (True, True)


@pytest.mark.parametrize("day", ["x", "1850-01-01", "2999-01-01", "2026-01-01&at=x"])
def test_day_that_is_none_is_told_so(room, noah, day):
    assert browser_of(noah).get(address(room, f"progress/?on={day}")).status_code == 422


@pytest.mark.parametrize(
    "span",
    [
        "first=x",
        "first=1850-01-01",
        "first=2999-01-01",
        "first=2020-01-02&last=2020-01-01",
        "first=2020-01-02&last=2999-01-01",
    ],
)
def test_span_that_is_none_is_told_so(room, noah, span):
    page = browser_of(noah).get(address(room, f"progress/changes/?{span}"))

    assert (page.status_code, "error-summary" in page.text) == (422, True)


@pytest.mark.parametrize("page", PAGES)
def test_empty_board_has_a_page(room, noah, page):
    assert browser_of(noah).get(address(room, page)).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_outsiders_and_operators_see_nothing(room, noah, page):
    add_goal(room, noah, SECRET)

    answers = [browser_of(each).get(address(room, page)) for each in (person("zoe"), person("olga", is_operator=True))]

    assert [(each.status_code, SECRET in each.text) for each in answers] == [(404, False)] * 2


@pytest.mark.parametrize("page", PAGES)
def test_group_has_no_board(mia, page):
    assert browser_of(mia).get(address(group_room("Clerks", mia), page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_erased_board_is_not_found(room, noah, page):
    add_goal(room, noah, SECRET)

    erase(room)

    assert browser_of(noah).get(address(room, page)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_pages_ask_the_database_as_often_for_three_goals_as_for_one(room, noah, page):
    browser = browser_of(noah)
    counts = []
    for goals in (1, 2):
        for no in range(goals):
            goal = add_goal(room, noah, f"Goal {no}")
            add_inside(room, noah, "checkin", goal, confidence=6)
        counts.append(queries_of(browser, address(room, page)))

    assert counts[0] == counts[1]
