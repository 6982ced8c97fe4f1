"""The page on which a mentorship rests and ends, for its members alone."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from rooms.models import Closing, Pause, RoomEvent
from rooms.vault import erase
from tests.builders.board import add_goal, column, do
from tests.builders.closing import REACHED, closed, proposed, signed
from tests.builders.people import browser_of, person, queries_of
from tests.builders.rooms import group_room, membership
from tests.builders.traces import history

pytestmark = pytest.mark.django_db

SECRET = "the-word-that-must-not-leak"
DOORS = ["closing/propose/", "closing/answer/", "closing/sign/", "closing/withdraw/", "pause/", "resume/"]


def address(room, page="closing/"):
    return f"/rooms/{room.pk}/{page}"


@pytest.fixture
def mia_s(mia):
    return browser_of(mia)


@pytest.fixture
def noah_s(noah):
    return browser_of(noah)


def test_two_people_close_their_room_by_forms(room, mia_s, noah_s):
    mia_s.post(address(room, "closing/propose/"), {"reached": f"{REACHED} & <b>calmly</b>", "continues": "Reading"})
    noah_s.post(address(room, "closing/answer/"), {"text": "Thank you", "objects": "on"})
    for browser in (mia_s, noah_s):
        answer = browser.post(address(room, "closing/sign/"), {"version": 1}, follow=True)

    assert ("You have signed." in answer.text, "This mentorship was closed on" in answer.text) == (True, True)
    assert [text in answer.text for text in (REACHED, "Thank you", ", objects", "<b>calmly")] == [
        True,
        True,
        True,
        False,
    ]
    assert "<textarea" not in answer.text
    assert history(room)[-1] == (5, "room.closed", "Noah")


def test_page_shows_goals_reached_and_open_beside_the_proposal(room, noah, mia_s):
    reached, _open = add_goal(room, noah, "Hold a hearing"), add_goal(room, noah, "Write <i>plainly</i>")
    do(room, noah, "goal.move", goal=reached, column=column(room, "done"))

    text = mia_s.get(address(room)).text

    assert text.index("Goals reached") < text.index("Hold a hearing") < text.index("Goals still open")
    assert text.index("Goals still open") < text.index("Write &lt;i&gt;plainly")


def test_author_changes_the_words_and_takes_them_back(room, mia, mia_s):
    proposed(room, mia)
    page = mia_s.get(address(room))
    assert f"{REACHED}</textarea>" in page.text

    mia_s.post(address(room, "closing/propose/"), {"reached": "Other words"})
    answer = mia_s.post(address(room, "closing/withdraw/"), follow=True)

    assert ("It is taken back." in answer.text, Closing.objects.get().version) == (True, 2)


def test_refusal_is_said_on_the_page(room, mia, noah_s):
    proposed(room, mia)

    answer = noah_s.post(address(room, "closing/sign/"), {"version": 7}, follow=True)

    assert "The words were changed meanwhile" in answer.text


def test_pause_and_resume(room, mia_s, noah_s):
    answer = mia_s.post(address(room, "pause/"), {"until": "", "word": "Elections"}, follow=True)
    assert ("The mentorship rests." in answer.text, "Elections" in answer.text) == (True, True)

    answer = noah_s.post(address(room, "resume/"), follow=True)

    assert ("The mentorship goes on." in answer.text, Pause.objects.get().ended_at is None) == (True, False)


@pytest.mark.parametrize("until", ["x", "2001-01-01", "2999-01-01"])
def test_pause_until_a_day_that_is_none_is_told_so(room, mia_s, until):
    answer = mia_s.post(address(room, "pause/"), {"until": until})

    assert (answer.status_code, Pause.objects.exists(), "error" in answer.text) == (422, False, True)


def test_notice_is_shown_with_its_day_and_given_once(room, mia, mia_s, noah_s):
    proposed(room, mia)
    ends_at = signed(room, mia, with_notice=True).ends_at

    pages = [browser.get(address(room)).text for browser in (mia_s, noah_s)]

    assert [f"the room closes on {ends_at:%-d %B %Y} in any case" in page for page in pages] == [True, True]
    assert ['name="with_notice"' in page for page in pages] == [False, True]


def test_notice_is_taken_back_on_the_page(room, mia, noah, noah_s):
    proposed(room, mia)
    signed(room, noah, with_notice=True)
    assert "Take my notice and signature back" in noah_s.get(address(room)).text

    answer = noah_s.post(address(room, "closing/withdraw/"), follow=True)

    assert ("It is taken back." in answer.text, "Notice is given" in answer.text) == (True, False)
    assert Closing.objects.get().ends_at is None


def test_observer_reads_and_decides_nothing(room, mia):
    omar = person("omar")
    membership(room, omar, "observer")
    proposed(room, mia)
    browser = browser_of(omar)

    answers = [browser.post(address(room, door), {"reached": "x", "version": 1}).status_code for door in DOORS]

    assert (answers, len(history(room))) == ([403] * 6, 1)
    page = browser.get(address(room)).text
    assert (REACHED in page, "<textarea" in page) == (True, False)


@pytest.mark.parametrize("page", ["closing/", "export/"])
def test_outsiders_operators_and_groups_see_nothing(room, mia, page):
    proposed(room, mia, SECRET)
    asked = [(person("zoe"), room), (person("olga", is_operator=True), room), (mia, group_room("Clerks", mia))]

    answers = [browser_of(who).get(address(where, page)) for who, where in asked]

    assert [(each.status_code, SECRET in each.text) for each in answers] == [(404, False)] * 3


@pytest.mark.parametrize("door", DOORS)
def test_doors_are_for_members_and_never_links(room, mia, door):
    proposed(room, mia, SECRET)

    outside = browser_of(person("zoe")).post(address(room, door), {"reached": "x", "version": 1})

    assert (outside.status_code, SECRET in outside.text) == (404, False)
    assert browser_of(mia).get(address(room, door)).status_code == 405
    assert RoomEvent.objects.filter(room=room).count() == 1


@pytest.mark.parametrize("page", ["closing/", "export/"])
def test_erased_room_has_no_such_page(room, mia, mia_s, page):
    proposed(room, mia, SECRET)

    erase(room)

    assert mia_s.get(address(room, page)).status_code == 404


def test_page_asks_the_database_as_often_for_three_members_and_goals_as_for_one(room, mia, noah, mia_s):
    proposed(room, mia)
    counts = [queries_of(mia_s, address(room))]
    for name in ("omar", "zoe"):
        mentee = person(name)
        membership(room, mentee, "mentee")
        add_goal(room, mentee)
        signed(room, mentee)
        counts.append(queries_of(mia_s, address(room)))

    assert counts[1] == counts[2]


def test_many_deeds_in_a_short_time_are_refused(room, mia_s, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"closing": "1/m/user"}
    cache.clear()

    answers = [mia_s.post(address(room, "pause/"), {"word": f"Word {no}"}, follow=True) for no in range(2)]

    cache.clear()
    assert ("Wait some minutes." in answers[1].text, history(room)) == (True, [(1, "room.paused", "Mia")])


def test_closed_room_is_shown_with_its_closing_words(room, mia, noah, noah_s):
    closed(room, mia, noah)

    pages = [noah_s.get(address(room, page)).text for page in ("closing/", "people/")]

    assert ("Closing words" in pages[0], "Rest and end" in pages[1]) == (True, True)
