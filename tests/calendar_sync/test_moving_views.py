"""Another time for a session: chosen from what is free, without its own time in the way, or proposed."""

from __future__ import annotations

import re

import pytest

from calendar_sync.booking.proposing import propose
from calendar_sync.models import Policy, Proposal, Session
from rooms import pausing
from tests.builders.answers import words
from tests.builders.booking import booked, series_of, standing
from tests.builders.chat import member_of
from tests.builders.closing import closed
from tests.builders.people import browser_of, person, queries_of
from tests.builders.rooms import membership
from tests.builders.sessions import utc
from tests.builders.traces import history, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

TO_TWO = {"version": 1, "at": "20260106T1400Z", "minutes": 60}
PROPOSED = {"propose": "1", "day": "2026-01-10", "hour": "18:00"}


@pytest.fixture
def noah(noah):
    noah.time_zone = "America/New_York"
    noah.save()
    return noah


@pytest.fixture
def session(room, noah):
    """On Tuesday at ten, and it is Monday."""
    return booked(room, noah)


@pytest.fixture
def noah_s(noah):
    return browser_of(noah)


@pytest.fixture
def mia_s(mia):
    return browser_of(mia)


def address(session, query=""):
    return f"/sessions/{session.pk}/move/{query}"


def moments(answer):
    return re.findall(r'at=(2026\d+T\d+Z)"', answer.text)


def test_times_are_those_of_booking_and_the_session_itself_takes_none(room, noah, session, noah_s):
    booked(room, noah, "2026-01-06T14:00")

    answer = noah_s.get(address(session, "?day=2026-01-06"))

    free = moments(answer)
    assert free == [f"20260106T{hour}Z" for hour in ("0900", "0930", "1000", "1030", "1100", "1130", "1200", "1230",
                                                     "1300", "1500", "1530", "1600")]  # fmt: skip
    assert "Planned now: Tuesday, 6 January 2026, 05:00, 1 hour." in words(answer)
    assert "05:30 at night 10:30 for Mia" in words(answer)


def test_session_may_move_into_a_part_of_its_own_time(session, noah_s):
    Policy.objects.update(most_per_day=1)
    details = noah_s.get(address(session, "?at=20260106T1030Z&minutes=60"))
    assert "Tuesday, 6 January, 05:30 at night 1 hour, New York, UTC-05:00 10:30 for Mia" in words(details)

    answer = noah_s.post(address(session), {**TO_TWO, "at": "20260106T1030Z"}, follow=True)

    assert ("Moved." in answer.text, standing(session)) == (True, [("01-06 10:30", "confirmed", 1)])


def test_time_that_is_taken_is_answered_with_times_that_are_free(room, noah, session, noah_s):
    booked(room, noah, "2026-01-06T14:00")

    answer = noah_s.post(address(session), TO_TWO)

    assert (answer.status_code, "another session" in words(answer)) == (409, True)
    offered = re.findall(r'name="at" value="([^"]+)"', answer.text)
    # The very time that the session has is free for it too.
    assert {"20260106T1000Z", "20260106T1300Z"} <= set(offered)
    assert noah_s.post(address(session), {**TO_TWO, "at": offered[0]}).status_code == 302


def test_address_of_a_time_that_is_not_free_leads_back_to_its_day(room, noah, session, noah_s):
    booked(room, noah, "2026-01-06T14:00")

    answer = noah_s.get(address(session, "?at=20260106T1400Z&minutes=60"))

    assert "The mentor has another session then" in words(answer)
    assert "20260106T1500Z" in moments(answer)


def test_series_that_does_not_fit_says_which_sessions_and_why(room, mia, session, mia_s, noah):
    first = booked(room, noah, "2026-01-07T10:00", weeks=3)
    for day in (14, 21):
        booked(room, mia, f"2026-01-{day}T14:00")

    answer = mia_s.post(address(first), {**TO_TWO, "at": "20260107T1400Z", "scope": "all"})

    assert (answer.status_code, "2 of 3 sessions do not fit." in answer.text) == (409, True)
    assert [f"{day} January 2026, 14:00: The mentor has another session" in answer.text for day in (7, 14, 21)] == [
        False,
        True,
        True,
    ]


def test_series_is_asked_which_of_it_moves(room, noah, noah_s):
    second = series_of(booked(room, noah, weeks=3))[1]
    assert "This and the following ones" in noah_s.get(address(second, "?at=20260113T1400Z&minutes=60")).text

    noah_s.post(address(second), {**TO_TWO, "at": "20260113T1400Z", "scope": "following"})

    starts = [start for start, _status, _sequence in standing(*Session.objects.all())]
    assert starts == ["01-06 10:00", "01-13 14:00", "01-20 14:00"]


def test_mentor_moves_to_any_time_and_length(session, mia_s):
    answer = mia_s.get(address(session, "?date=2026-01-10&time=20:00&minutes=45"))
    assert "Saturday, 10 January, 20:00 45 minutes, UTC" in words(answer)

    mia_s.post(address(session), {**TO_TWO, "at": "20260110T2000Z", "minutes": 45})

    row = Session.objects.get()
    assert (row.starts_at, row.minutes) == (utc("2026-01-10T20:00"), 45)


def test_session_that_was_changed_meanwhile_is_shown_as_it_stands(session, mia_s, noah_s):
    mia_s.post(address(session), {**TO_TWO, "at": "20260106T1500Z"})

    answer = noah_s.post(address(session), TO_TWO)

    assert (answer.status_code, "changed meanwhile" in words(answer)) == (409, True)
    assert "Planned now: Tuesday, 6 January 2026, 10:00" in words(answer)
    assert noah_s.post(address(session), {**TO_TWO, "version": 2}).status_code == 302


@pytest.mark.parametrize(
    "sent",
    [{**TO_TWO, "at": "x"}, {**TO_TWO, "at": "20290106T1400Z"}, {**TO_TWO, "minutes": 0}, {"at": "20260106T1400Z"}],
)
def test_form_that_is_wrong_moves_nothing(room, session, noah_s, sent):
    assert (noah_s.post(address(session), sent).status_code, len(history(room))) == (422, 1)


def test_what_has_begun_or_was_cancelled_leads_back_to_its_page(session, noah_s, clock):
    clock.move_to(utc("2026-01-06T10:01"))

    assert "has begun" in noah_s.get(address(session), follow=True).text


def test_nobody_else_sees_or_moves_anything(room, mia, noah, session):
    membership(room, omar := person("omar"), "observer")
    statuses = [(browser_of(each).get(address(session)).status_code, browser_of(each).post(address(session), PROPOSED)
                 .status_code) for each in (person("zoe"), omar)]  # fmt: skip

    closed(room, mia, noah)

    assert (statuses, browser_of(noah).get(address(session)).status_code) == ([(404, 404), (403, 403)], 404)
    assert not Proposal.objects.exists()


def test_page_costs_the_same_whatever_is_booked(room, noah, session, noah_s):
    costs = []
    for day in (7, 8, 9):
        booked(room, noah, f"2026-01-{day:02}T10:00")
        costs.append(queries_of(noah_s, address(session, "?day=2026-01-12")))

    assert costs[0] == costs[2] <= 16


# Proposing


def test_mentee_proposes_while_the_mentor_takes_no_bookings_and_she_accepts(room, session, mia_s, noah_s):
    Policy.objects.update(is_open=False)
    shown = noah_s.get(address(session))
    assert ("Mia takes no bookings at the moment" in words(shown), moments(shown)) == (True, [])
    assert noah_s.post(address(session), TO_TWO).status_code == 409

    for _ in range(2):
        own = noah_s.post(address(session), PROPOSED, follow=True)
    page = mia_s.get(f"/sessions/{session.pk}/").text
    offered = re.findall(r'name="(version|at|minutes)" value="([^"]+)"', page.split("proposes another time")[1])[:3]
    mia_s.post(address(session), dict(offered))

    assert ("Proposed. Mia sees it" in own.text, "You proposed another time" in own.text) == (True, True)
    assert standing(session) == [("01-10 23:00", "confirmed", 1)]
    assert [kind for _seq, kind, _name in history(room)] == ["session.booked", "session.proposed", "session.moved"]


def test_proposer_is_not_offered_to_accept_it(session, noah_s):
    page = noah_s.post(address(session), PROPOSED, follow=True).text

    assert ("You proposed another time" in page, "Move the session there" in page) == (True, False)


@pytest.mark.parametrize(
    "sent", [{"day": "x"}, {"hour": ""}, {"day": "2026-01-04"}, {"day": "0001-01-01"}, {"hour": "18:02"}]
)
def test_time_that_cannot_be_is_not_proposed(room, session, noah_s, sent):
    answer = noah_s.post(address(session), {**PROPOSED, **sent})

    assert (answer.status_code, len(history(room))) == (422, 1)


def test_mentor_observer_and_whoever_takes_no_part_propose_nothing(room, mia, session):
    membership(room, omar := person("omar"), "observer")
    membership(room, lea := person("lea"), "mentee")

    codes = [
        refused(room, propose, member_of(room, who), session.pk, utc("2026-01-10T18:00")) for who in (mia, omar, lea)
    ]

    assert codes == ["forbidden"] * 3


# While the mentorship rests


def test_picker_says_that_the_mentorship_rests_and_who_lets_it_go_on(room, mia, session, noah_s):
    pausing.pause(member_of(room, mia), until=utc("2026-02-01").date())

    pages = [noah_s.get(path) for path in (f"/rooms/{room.pk}/book/?day=2026-01-06", address(session))]

    for each in pages:
        assert "This mentorship rests until 1 February 2026 Mia let it rest on 5 January 2026" in words(each)
        assert (moments(each), f"/rooms/{room.pk}/closing/" in each.text) == ([], True)
    assert noah_s.post(f"/rooms/{room.pk}/book/", {"at": "20260106T1400Z", "minutes": "60"}).status_code == 409


def test_observer_of_a_room_that_rests_sees_no_picker(room, mia):
    pausing.pause(member_of(room, mia))
    membership(room, omar := person("omar"), "observer")

    assert browser_of(omar).get(f"/rooms/{room.pk}/book/").status_code == 403
