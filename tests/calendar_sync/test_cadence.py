"""How often two people mean to meet, as they agree on it and as it stands."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine

from calendar_sync.cadence import cadence
from calendar_sync.models import Attendance, Cadence, Session
from rooms.refusals import Refused
from server.home import what_waits
from tests.builders.answers import words
from tests.builders.booking import last_told
from tests.builders.chat import member_of
from tests.builders.people import browser_of, person
from tests.builders.rooms import membership
from tests.builders.sessions import NOW, policy, session, utc
from tests.builders.traces import history, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
MONDAY = date(2026, 1, 5)
SENT = {"seen": 0, "count": 6, "weeks": 12, "begins_on": "2026-01-05"}


@pytest.fixture
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def agreed(room, who, *, seen: int = 0, **fields: object) -> Cadence:
    wish = {"count": 6, "weeks": 12, "begins_on": MONDAY, **fields}
    return cadence.agree(member_of(room, who), seen=seen, **wish)


def test_either_side_writes_it_down_and_the_older_page_is_told(room, mia, noah) -> None:
    agreed(room, noah)
    row = agreed(room, mia, seen=1, count=4)

    assert (row.count, row.weeks, row.set_by, row.version) == (4, 12, mia, 2)
    with pytest.raises(Refused, match="conflict"):
        agreed(room, noah, seen=1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 0},
        {"count": 53},
        {"weeks": 0},
        {"weeks": 105},
        {"begins_on": date.min},
        {"begins_on": date(2028, 1, 7)},
    ],
)
def test_numbers_out_of_reason_are_refused(room, mia, wrong: dict[str, int]) -> None:
    with pytest.raises(Refused, match="bad_shape"):
        agreed(room, mia, **wrong)

    assert not Cadence.objects.exists()


def test_letting_go_twice_changes_nothing_more(room, mia) -> None:
    agreed(room, mia)

    for _ in range(2):
        cadence.let_go(member_of(room, mia))

    assert not Cadence.objects.exists()
    assert (history(room)[1:], last_told(room)["outlook"]) == ([(2, "session.rhythm", "Mia")], None)


def test_room_hears_of_it_once_for_each_change(room, mia, noah) -> None:
    agreed(room, noah)
    agreed(room, mia, seen=1)
    agreed(room, mia, seen=1, count=4)

    assert history(room) == [(1, "session.rhythm", "Noah"), (2, "session.rhythm", "Mia")]
    assert last_told(room)["outlook"]["rhythm"] == {
        "count": 4,
        "weeks": 12,
        "begins_on": "2026-01-05",
        "by": str(mia.pk),
    }


def test_refusal_is_no_news(room, mia) -> None:
    assert refused(room, lambda: agreed(room, mia, seen=7)) == "conflict"


def test_held_and_planned_sessions_count_and_missed_ones_do_not(room, mia, noah) -> None:
    row = agreed(room, mia, begins_on=date(2025, 12, 1))
    held, missed = (session(room, mia, noah, utc(day)) for day in ("2025-12-02T10:00", "2025-12-09T10:00"))
    session(room, mia, noah, utc("2026-01-06T10:00"))
    session(room, mia, noah, utc("2026-01-13T10:00"), status=Session.Status.CANCELLED)
    session(room, mia, noah, utc("2026-06-02T10:00"))
    Attendance.objects.filter(session=held).update(came=True)
    Attendance.objects.filter(session=missed, person=noah).update(came=False)

    found = cadence.standing_of(row, "UTC", NOW)

    assert (found.held, found.planned, found.left) == (1, (utc("2026-01-06T10:00"),), 4)


def test_page_of_times_offers_what_is_left_spread_over_the_weeks(room, mia, noah) -> None:
    policy(mia, horizon_days=28)
    noah_s = browser_of(noah)

    answer = noah_s.post(f"/rooms/{room.pk}/rhythm/", SENT, follow=True)

    shown = words(answer)
    assert "6 sessions in 12 weeks Change 0 held, 0 planned, 6 to plan until 29 March 2026." in shown
    assert "Free times that would spread them well Monday, 12 January 09:00" in shown
    assert answer.text.count('<span class="slot__day">') == 2


def test_form_shows_what_is_agreed_and_by_whom(room, mia, noah) -> None:
    agreed(room, noah)
    mia_s = browser_of(mia)

    shown = mia_s.get(f"/rooms/{room.pk}/rhythm/")
    mia_s.post(f"/rooms/{room.pk}/rhythm/end/")

    assert "Written down by Noah on 5 January 2026." in words(shown)
    assert ('value="6"' in shown.text, Cadence.objects.exists()) == (True, False)


@pytest.mark.parametrize(
    "wrong", [{"count": "many"}, {"weeks": "0"}, {"begins_on": ""}, {"begins_on": "9999-12-31"}, {"seen": ""}]
)
def test_a_form_that_makes_no_sense_is_shown_again(room, mia, wrong: dict[str, str]) -> None:
    answer = browser_of(mia).post(f"/rooms/{room.pk}/rhythm/", {**SENT, **wrong})

    assert (answer.status_code, Cadence.objects.exists()) == (422, False)


def test_the_older_of_two_pages_says_that_it_was_changed(room, mia, noah) -> None:
    agreed(room, noah, count=4)

    answer = browser_of(mia).post(f"/rooms/{room.pk}/rhythm/", SENT, follow=True)

    assert "Somebody changed this meanwhile." in words(answer)
    assert Cadence.objects.get().count == 4


def test_others_see_and_change_nothing(room, mia, client) -> None:
    agreed(room, mia, count=17)
    watcher = person("omar")
    membership(room, watcher, "observer")
    page = f"/rooms/{room.pk}/rhythm/"

    assert client.get(page).status_code == client.post(page, SENT).status_code == 302
    for browser, status in ((browser_of(person("zoe")), 404), (browser_of(watcher), 403)):
        answers = [browser.get(page), browser.post(page, SENT), browser.post(f"{page}end/")]
        assert [answer.status_code for answer in answers] == [status] * 3
        assert "17" not in words(answers[0])
    assert Cadence.objects.get().count == 17


def test_a_closed_room_agrees_on_nothing(room, mia) -> None:
    member = member_of(room, mia)
    room.closed_at = NOW
    room.save()

    with pytest.raises(Refused, match="read_only"):
        cadence.agree(member, count=1, weeks=1, begins_on=MONDAY, seen=0)
    assert browser_of(mia).get(f"/rooms/{room.pk}/rhythm/").status_code == 404


def templates(who) -> list[str]:
    return [matter.template for matter in what_waits(who)]


def test_home_tells_the_mentee_that_nothing_is_planned_and_the_mentor_to_publish(room, mia, noah) -> None:
    assert "calendar_sync/_unplanned.html" not in templates(noah)
    assert "/availability/" in [getattr(matter.subject, "url", "") for matter in what_waits(mia)]
    policy(mia)

    assert "calendar_sync/_unplanned.html" in templates(noah)
    assert "No session with Mia is planned" in words(browser_of(noah).get("/"))
    assert "/availability/" not in [getattr(matter.subject, "url", "") for matter in what_waits(mia)]
    session(room, mia, noah, NOW + timedelta(days=1))
    assert "calendar_sync/_unplanned.html" not in templates(noah)
