"""Choosing a time, from the first page to the last."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache

from calendar_sync.models import Session
from rooms.models import Membership
from tests.builders.answers import words
from tests.builders.people import browser_of, person, queries_of
from tests.builders.rooms import group_room, membership, mentorship_room
from tests.builders.sessions import NOW, policy, session, utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]
SECRET = "the-word-that-must-not-leak"
AT = "20260106T1400Z"


@pytest.fixture
def frozen():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mia():
    return person("mia", time_zone="America/New_York")


@pytest.fixture
def noah():
    return person("noah", time_zone="Europe/Lisbon")


@pytest.fixture
def published(mia):
    """Nine to five in New York on weekdays from the next day on."""
    row = policy(mia, tzid="America/New_York", notice=1440, horizon_days=60)
    row.windows.filter(weekday__gte=5).delete()
    return row


@pytest.fixture
def noah_s(noah):
    return browser_of(noah)


def address(room, query: str = "") -> str:
    return f"/rooms/{room.pk}/book/{query}"


def booking(**changed: str) -> dict[str, str]:
    return {
        "at": AT,
        "minutes": "60",
        "title": "",
        "agenda": "",
        "frequency": "",
        "client_id": "a-client-id",
        **changed,
    }


def test_first_page_leads_to_days_with_free_times_alone(room, published, noah_s) -> None:
    text = noah_s.get(address(room)).text

    days = re.findall(r'day=(2026-01-\d\d)#times" aria-label="([^"]+)"', text)
    assert days[:3] == [
        ("2026-01-06", "Tuesday, 6 January"),
        ("2026-01-07", "Wednesday, 7 January"),
        ("2026-01-08", "Thursday, 8 January"),
    ]
    assert not {"2026-01-05", "2026-01-10", "2026-01-11"} & {day for day, _ in days}


def test_a_day_shows_both_clocks_side_by_side(room, published, noah_s) -> None:
    shown = words(noah_s.get(address(room, "?day=2026-01-06")))

    assert "Your times Lisbon, UTC+00:00 Mia New York, UTC-05:00" in shown
    assert "Tuesday, 6 January 14:00 09:00 for Mia 14:30 09:30 for Mia" in shown


def test_night_and_another_day_are_marked(room, published, noah_s) -> None:
    shown = words(noah_s.get(address(room, "?day=2026-01-07&zone=Asia/Kolkata")))

    assert "00:00 at night 13:30 for Mia (Tue 6 Jan)" in shown
    assert "19:30 09:00 for Mia 20:00" in shown


def test_a_day_without_free_times_offers_the_next_one(room, published, noah_s) -> None:
    shown = words(noah_s.get(address(room, "?day=2026-01-10")))

    assert "Nothing is free on this day. Next free day: Monday, 12 January" in shown


def test_months_end_at_the_horizon(room, published, noah_s) -> None:
    first, last = noah_s.get(address(room)).text, noah_s.get(address(room, "?month=2026-03")).text

    assert ('rel="prev"' in first, 'rel="next"' in first) == (False, True)
    assert ('rel="prev"' in last, 'rel="next"' in last) == (True, False)


def test_a_time_leads_to_its_details(room, published, noah_s) -> None:
    answer = noah_s.get(address(room, f"?at={AT}&minutes=60"))

    assert "Tuesday, 6 January, 14:00 1 hour, Lisbon, UTC+00:00 09:00 for Mia" in words(answer)
    assert f'name="at" value="{AT}"' in answer.text


def test_a_time_that_is_not_free_leads_back_to_the_times_with_a_sentence(room, mia, noah, published, noah_s) -> None:
    session(room, mia, noah, utc("2026-01-06T14:00"))

    shown = words(noah_s.get(address(room, f"?at={AT}&minutes=60")))

    assert "The mentor has another session then, or too close to it." in shown
    assert "Tuesday, 6 January 15:00 10:00 for Mia" in shown


def test_booking_keeps_the_words_sealed_and_shows_what_was_booked(room, mia, noah, published, noah_s) -> None:
    answer = noah_s.post(address(room), booking(title=SECRET), follow=True)

    row = Session.objects.get()
    assert (row.starts_at, row.minutes, row.mentor, row.booked_by) == (utc("2026-01-06T14:00"), 60, mia, noah)
    assert "Booked" in words(answer)
    assert "Tuesday, 6 January, 14:00 1 hour" in words(answer)
    assert SECRET.encode() not in bytes(row.words)
    assert SECRET not in "".join(address for address, _ in answer.redirect_chain)


def test_the_same_form_sent_twice_books_once(room, published, noah_s) -> None:
    first, second = (noah_s.post(address(room), booking()) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Session.objects.count() == 1


def test_a_clash_says_so_and_shows_fresh_times_beside_what_was_entered(room, mia, noah, published, noah_s) -> None:
    session(room, mia, noah, utc("2026-01-06T14:00"))

    answer = noah_s.post(address(room), booking(title="Judging calmly"))

    assert answer.status_code == 409
    assert "The mentor has another session then, or too close to it." in words(answer)
    assert re.findall(r'name="at" value="([^"]+)"', answer.text)[:2] == ["20260106T1500Z", "20260106T1530Z"]
    assert 'value="Judging calmly"' in answer.text


def test_a_series_is_shown_with_the_hours_that_differ_for_somebody(room, published, noah_s) -> None:
    sent = booking(at="20260227T1400Z", frequency="weekly", count="4", preview="1")

    answer = noah_s.post(address(room), sent)

    shown = words(answer)
    assert "Friday, 6 March, 14:00 09:00 for Mia Friday, 13 March, 13:00 09:00 for Mia" in shown
    assert shown.count("1 hour earlier than usual for Noah (14:00)") == 2
    assert not Session.objects.exists()


def test_a_series_shows_which_of_its_sessions_do_not_fit(room, published, noah_s) -> None:
    published.overrides.create(day=utc("2026-01-13").date(), windows=[])

    shown = words(noah_s.post(address(room), booking(frequency="weekly", count="3", preview="1")))

    assert "Tuesday, 13 January, 14:00 09:00 for Mia The mentor does not offer that time." in shown
    assert shown.count("does not offer") == 1


def test_a_series_is_booked_whole(room, published, noah_s) -> None:
    answer = noah_s.post(address(room), booking(frequency="fortnightly", count="3"), follow=True)

    assert "Every two weeks, 3 sessions." in words(answer)
    assert [*Session.objects.order_by("starts_at").values_list("starts_at", flat=True)] == [
        utc("2026-01-06T14:00") + timedelta(weeks=2 * number) for number in range(3)
    ]


def test_a_booking_that_has_to_be_approved_is_asked_for(room, published, noah_s) -> None:
    published.needs_approval = True
    published.save()

    form = noah_s.get(address(room, f"?at={AT}&minutes=60"))
    answer = noah_s.post(address(room), booking(), follow=True)

    assert "Mia approves each booking. The time is held for you until then, at most 2 days." in words(form)
    assert "Mia has been asked." in words(answer)


def test_a_mentor_may_plan_any_time_of_hers(room, mia, published) -> None:
    mia_s = browser_of(mia)

    answer = mia_s.get(address(room, "?date=2026-01-10&time=20:00&minutes=60"))
    assert "Saturday, 10 January, 20:00 1 hour, New York, UTC-05:00 01:00 for Noah (Sun 11 Jan)" in words(answer)
    mia_s.post(address(room), booking(at="20260111T0100Z"))

    assert Session.objects.get().starts_at == utc("2026-01-11T01:00")


def test_without_published_times_each_side_is_told_what_to_do(room, mia, noah_s) -> None:
    assert "Mia takes no bookings at the moment" in words(noah_s.get(address(room)))
    assert "You have not published when you can be met" in words(browser_of(mia).get(address(room)))


def test_one_of_several_mentors_is_chosen(room, published, noah_s) -> None:
    omar = person("omar", time_zone="Europe/Berlin")
    membership(room, omar, "mentor")
    policy(omar, tzid="Europe/Berlin")

    shown = words(noah_s.get(address(room, f"?mentor={omar.pk}&day=2026-01-06")))

    assert "Mia Omar 30 minutes 1 hour" in shown
    assert "08:00 09:00 for Omar" in shown


@pytest.mark.parametrize("query", ["", f"?at={AT}", "?day=2026-01-06"])
def test_whoever_is_no_signatory_of_the_room_sees_nothing(room, published, client, query: str) -> None:
    watcher = person("omar")
    membership(room, watcher, "observer")

    assert client.get(address(room, query)).status_code == 302
    for outsider, status in ((person("zoe"), 404), (watcher, 403)):
        browser = browser_of(outsider)
        for answer in (browser.get(address(room, query)), browser.post(address(room, query), booking())):
            assert answer.status_code == status
            assert "New York" not in answer.text
    assert not Session.objects.exists()


def test_what_was_booked_is_shown_in_its_own_room_alone(room, mia, noah, published) -> None:
    row = session(room, mia, noah, utc("2026-01-06T14:00"))
    zoe = person("zoe")
    other = mentorship_room(mia, zoe)

    assert browser_of(zoe).get(f"/rooms/{other.pk}/booked/{row.pk}/").status_code == 404
    assert browser_of(zoe).get(f"/rooms/{room.pk}/booked/{row.pk}/").status_code == 404
    assert browser_of(noah).get(f"/rooms/{room.pk}/booked/{row.pk}/").status_code == 200


def test_booking_has_a_limit(room, published, noah_s, settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "sessions": "1/m/user"}
    cache.clear()

    answers = [noah_s.post(address(room), booking(client_id=f"a-client-id-{number}")) for number in range(2)]

    assert [answer.status_code for answer in answers] == [302, 429]
    assert Session.objects.count() == 1


def test_without_a_mentor_there_is_nothing_to_plan(room, mia, published, noah_s) -> None:
    Membership.objects.filter(room=room, person=mia).update(left_at=NOW)

    assert noah_s.get(address(room)).status_code == 404


def test_groups_and_closed_rooms_plan_nothing(room, mia, noah, published, noah_s) -> None:
    group = group_room("Court writing", mia, noah)
    room.closed_at = NOW
    room.save()

    assert [noah_s.get(address(each)).status_code for each in (group, room)] == [404, 404]
    assert noah_s.post(address(room), booking()).status_code == 404
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"at": "20260106T0900Z"}, 409),
        ({"at": "20260101T1400Z"}, 409),
        ({"at": "20260601T1400Z"}, 409),
        ({"minutes": "45"}, 422),
        ({"frequency": "daily"}, 422),
        ({"frequency": "weekly", "count": "53"}, 422),
        ({"frequency": "weekly", "count": ""}, 422),
        ({"title": "x" * 121}, 422),
        ({"client_id": ""}, 422),
    ],
)
def test_what_cannot_be_booked_is_refused(room, published, noah_s, changed: dict[str, str], status: int) -> None:
    answer = noah_s.post(address(room), booking(**changed))

    assert answer.status_code == status
    assert not Session.objects.exists()


def test_a_page_costs_the_same_whatever_is_booked(room, mia, noah, published) -> None:
    noah_s, costs = browser_of(noah), []
    for number in range(3):
        session(room, mia, noah, utc("2026-01-07T14:00") + timedelta(days=number))
        costs.append(queries_of(noah_s, address(room, "?day=2026-01-06")))

    assert costs[0] == costs[2] <= 15
