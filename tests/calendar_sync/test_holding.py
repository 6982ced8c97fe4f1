"""How a session is held: begun, late, ended, who was there; in the verbs, in the room and on its page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calendar_sync.models import Policy, Session
from calendar_sync.sessions.holding import be_late, end, start
from rooms.models import RoomEvent
from rooms.refusals import Refused
from tests.builders.booking import booked, last_told
from tests.builders.chat import member_of
from tests.builders.people import browser_of, person
from tests.builders.rooms import membership
from tests.builders.sessions import utc
from tests.builders.traces import history, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]


@pytest.fixture
def session(room, noah, clock):
    """At ten, and it is ten to."""
    row = booked(room, noah)
    clock.move_to(utc("2026-01-06T09:50"))
    return row


def begun(room, who, session):
    return start(member_of(room, who), session.pk)


def ended(room, who, session, *came):
    return end(member_of(room, who), session.pk, [each.pk for each in came])


def came(session):
    return list(session.attendances.order_by("person__name").values_list("person__name", "came"))


def test_session_begins_once_and_the_room_sees_it(room, mia, noah, session):
    row = begun(room, noah, session)

    assert (row.started_at, row.sequence, begun(room, mia, session).started_at) == (
        utc("2026-01-06T09:50"),
        0,
        row.started_at,
    )
    assert history(room)[1:] == [(2, "session.started", "Noah")]
    assert last_told(room)["outlook"]["sessions"][0]["started_at"] == "2026-01-06T09:50:00.000Z"


@pytest.mark.parametrize("at", ["2026-01-06T09:44", "2026-01-06T11:00"])
def test_session_begins_neither_long_before_nor_after_its_time(room, noah, session, clock, at):
    clock.move_to(utc(at))

    assert refused(room, begun, room, noah, session) == "conflict"


def test_end_says_who_was_there_and_may_be_corrected(room, mia, noah, session, clock):
    begun(room, mia, session)
    clock.shift(timedelta(minutes=50))

    ended(room, mia, session, mia)
    assert (came(session), last_told(room)["outlook"]) == ([("Mia", True), ("Noah", False)], None)
    for _ in range(2):
        ended(room, noah, session, mia, noah)

    assert (came(session), Session.objects.get().ended_at) == ([("Mia", True), ("Noah", True)], utc("2026-01-06T10:40"))
    assert [kind for _seq, kind, _name in history(room)[2:]] == ["session.ended"] * 2


def test_session_that_nobody_began_can_be_ended_afterwards(room, noah, session, clock):
    assert refused(room, ended, room, noah, session) == "conflict"
    clock.move_to(utc("2026-01-08T10:00"))

    ended(room, noah, session)

    assert (came(session), Session.objects.get().ended_at) == (
        [("Mia", False), ("Noah", False)],
        utc("2026-01-06T13:00"),
    )


def test_only_those_who_take_part_were_there(room, mia, session, clock):
    clock.move_to(utc("2026-01-06T10:30"))

    assert refused(room, ended, room, mia, session, person("zoe")) == "bad_shape"


def test_who_comes_late_says_so_and_takes_it_back(room, noah, session):
    for _ in range(2):
        be_late(member_of(room, noah), session.pk, 10)
    assert last_told(room)["sessions"][0]["late"] == {str(noah.pk): 10}

    be_late(member_of(room, noah), session.pk, 0)

    assert (last_told(room)["sessions"][0]["late"], len(history(room))) == ({}, 3)


@pytest.mark.parametrize(
    ("at", "minutes", "code"), [("09:50", 61, "bad_shape"), ("07:59", 5, "conflict"), ("11:00", 5, "conflict")]
)
def test_delay_is_said_in_time_and_is_short(session, clock, at, minutes, code):
    clock.move_to(utc(f"2026-01-06T{at}"))

    with pytest.raises(Refused, match=code):
        be_late(member_of(session.room, session.booked_by), session.pk, minutes)


def test_what_is_not_agreed_is_not_held(room, mia, noah, clock):
    Policy.objects.update(needs_approval=True, hold=3 * 24 * 60)
    session = booked(room, noah)
    clock.move_to(utc("2026-01-06T09:50"))

    assert refused(room, begun, room, mia, session) == "conflict"


def test_observers_and_others_hold_nothing(room, mia, session):
    membership(room, omar := person("omar"), "observer")
    membership(room, late := person("lea"), "mentee")

    assert refused(room, begun, room, omar, session) == "forbidden"
    assert refused(room, lambda: be_late(member_of(room, late), session.pk, 5)) == "forbidden"


# On the page


def test_session_is_held_on_its_page(room, mia, noah, session, clock):
    mia_s, noah_s = browser_of(mia), browser_of(noah)
    address = f"/sessions/{session.pk}/"

    assert "The others can see it." in noah_s.post(f"{address}late/", {"minutes": 10}, follow=True).text
    assert "10 minutes late" in mia_s.get(address).text
    assert "The session has begun." in mia_s.post(f"{address}start/", follow=True).text
    page = mia_s.post(f"{address}end/", {"came": [str(mia.pk)]}, follow=True).text

    assert ("was there" in page, "was not there" in page, "How it was held" in page) == (True, True, True)


@pytest.mark.parametrize("door", ["start/", "late/", "end/"])
def test_doors_are_for_members_and_never_links(room, mia, session, door):
    address = f"/sessions/{session.pk}/{door}"

    assert browser_of(person("zoe")).post(address, {"minutes": 5}).status_code == 404
    assert (browser_of(mia).get(address).status_code, RoomEvent.objects.count()) == (405, 1)


@pytest.mark.parametrize(("door", "data"), [("late/", {"minutes": "x"}), ("end/", {"came": ["x"]})])
def test_forms_that_are_wrong_change_nothing(room, mia, session, door, data):
    assert browser_of(mia).post(f"/sessions/{session.pk}/{door}", data).status_code == 422
    assert RoomEvent.objects.count() == 1
