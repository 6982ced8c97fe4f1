"""What becomes of sessions: answered, expired, moved, cancelled, written about; one by one and as series."""

from __future__ import annotations

from datetime import timedelta

import pytest

from calendar_sync.booking.answering import approve, decline, expire_due
from calendar_sync.booking.cancelling import cancel, release_erased
from calendar_sync.booking.fitting import Clash
from calendar_sync.booking.moving import Move, move
from calendar_sync.booking.scope import Scope, Stale
from calendar_sync.clocks.recurring import Frequency, Repeat
from calendar_sync.models import Claim, Policy, Series, Session
from rooms import pausing
from rooms.refusals import Refused
from rooms.vault import erase
from tests.builders.booking import TUESDAY_AT_TEN, booked, hours_taken, last_told, series_of, standing
from tests.builders.chat import member_of
from tests.builders.closing import closed
from tests.builders.people import person
from tests.builders.rooms import membership, mentorship_room
from tests.builders.sessions import NOW, utc
from tests.builders.traces import history, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

SECRET = "the-word-that-must-not-leak"


def fresh(session):
    return Session.objects.select_related("series").get(pk=session.pk)


def agree(room, who, session, deed=approve):
    return deed(member_of(room, who), session.pk, version=fresh(session).version)


def moved(room, who, session, start, scope=Scope.THIS, **fields):
    return move(
        member_of(room, who), session.pk, Move(utc(start), scope=scope, **fields), version=fresh(session).version
    )


def cancelled(room, who, session, scope=Scope.THIS):
    return cancel(member_of(room, who), session.pk, version=fresh(session).version, scope=scope)


def kinds(room):
    return [kind for _seq, kind, _name in history(room)]


def starts(sessions):
    return [f"{each.starts_at:%m-%d %H}" for each in sessions if each.status != "cancelled"]


@pytest.fixture
def asked(room, noah):
    """A session that waits for Mia's answer for two hours."""
    Policy.objects.update(needs_approval=True, hold=120)
    return booked(room, noah)


# Answers


def test_approved_session_is_agreed(room, mia, asked):
    agree(room, mia, asked)

    assert standing(asked) == [("01-06 10:00", "confirmed", 1)]
    assert asked.attendances.get(person=mia).answer == "ACCEPTED"
    assert (kinds(room), agree(room, mia, asked)) == (["session.booked", "session.approved"], [])


def test_declined_session_gives_its_time_back(room, mia, asked):
    agree(room, mia, asked, decline)

    assert (standing(asked), hours_taken(mia)) == ([("01-06 10:00", "cancelled", 1)], 0)
    assert (last_told(room)["why"], last_told(room)["outlook"], agree(room, mia, asked, decline)) == (
        "declined",
        None,
        [],
    )


def test_only_the_mentor_answers_and_to_what_she_saw(room, mia, noah, asked):
    assert refused(room, agree, room, noah, asked) == "forbidden"
    assert refused(room, lambda: approve(member_of(room, mia), asked.pk, version=7)) == "conflict"
    stranger = mentorship_room(omar := person("omar"), noah)
    assert refused(stranger, agree, stranger, omar, asked) == "not_found"


def test_series_is_agreed_to_at_once(room, mia, noah):
    Policy.objects.update(needs_approval=True)
    first = booked(room, noah, weeks=3)

    agree(room, mia, first)

    assert [state for _at, state, _no in standing(*series_of(first))] == ["confirmed"] * 3
    assert (Series.objects.get().sequence, kinds(room)) == (1, ["session.booked", "session.approved"])


def test_unanswered_session_expires_once(room, mia, asked, clock):
    clock.shift(timedelta(hours=2))

    assert refused(room, agree, room, mia, asked) == "conflict"
    assert (expire_due(), expire_due(), standing(asked)) == (1, 0, [("01-06 10:00", "cancelled", 1)])
    assert (history(room)[-1], last_told(room)["why"]) == ((2, "session.cancelled", "Menteo"), "expired")
    assert Claim.objects.count() == 0


def test_unanswered_session_of_an_erased_room_expires_too(room, asked, clock):
    erase(room)
    clock.shift(timedelta(hours=2))

    assert (expire_due(), standing(asked), len(history(room))) == (1, [("01-06 10:00", "cancelled", 1)], 1)


# Moving one


def test_moved_session_takes_its_new_time_and_leaves_the_old(room, mia, noah):
    session = booked(room, noah)

    moved(room, noah, session, "2026-01-06T10:30", minutes=30)

    row = fresh(session)
    assert (standing(session), row.minutes, row.local_start, row.uid) == (
        [("01-06 10:30", "confirmed", 1)],
        30,
        "2026-01-06T10:30",
        session.uid,
    )
    assert (hours_taken(mia), kinds(room)) == (0.5, ["session.booked", "session.moved"])
    assert row.revised_at == session.revised_at + timedelta(seconds=1)


def test_whoever_moves_a_session_comes_and_the_others_are_asked(room, mia, noah):
    session = booked(room, noah)
    session.attendances.update(answer="DECLINED", answered_at=NOW)

    moved(room, noah, session, "2026-01-07T10:00")

    answers = session.attendances.order_by("person__name").values_list("answer", "answered_at")
    assert list(answers) == [("NEEDS-ACTION", None), ("ACCEPTED", None)]


def test_moving_to_where_it_is_changes_nothing(room, noah):
    session = booked(room, noah)

    assert (moved(room, noah, session, TUESDAY_AT_TEN), len(history(room)), fresh(session).version) == ([], 1, 1)


def test_move_that_clashes_changes_nothing(room, mia, noah):
    session, _other = booked(room, noah), booked(room, noah, "2026-01-06T12:00")

    with pytest.raises(Clash) as caught:
        moved(room, noah, session, "2026-01-06T11:30")

    assert [str(fault) for _at, fault in caught.value.faults] == ["near"]
    assert (standing(session), hours_taken(mia)) == ([("01-06 10:00", "confirmed", 0)], 2)


def test_stale_move_brings_the_session_as_it_stands(room, mia, noah):
    session = booked(room, noah)
    moved(room, mia, session, "2026-01-06T14:00")

    with pytest.raises(Stale) as caught:
        move(member_of(room, noah), session.pk, Move(utc("2026-01-06T15:00")), version=1)

    assert (caught.value.code, caught.value.session.starts_at) == ("conflict", utc("2026-01-06T14:00"))


def test_mentor_who_wants_to_be_asked_is_asked_again_when_the_mentee_moves(room, mia, noah, asked):
    agree(room, mia, asked)

    moved(room, noah, asked, "2026-01-07T10:00")

    assert (standing(asked), fresh(asked).expires_at) == ([("01-07 10:00", "tentative", 2)], NOW + timedelta(hours=2))


@pytest.mark.parametrize("minutes", [7, 600])
def test_move_to_a_length_that_makes_no_sense_is_refused(room, mia, minutes):
    session = booked(room, mia)

    with pytest.raises(Refused, match="bad_shape"):
        moved(room, mia, session, "2026-01-07T10:00", minutes=minutes)


def test_what_has_begun_is_neither_moved_nor_cancelled(room, mia, noah, clock):
    session = booked(room, noah)
    clock.move_to(utc("2026-01-06T10:05"))

    assert refused(room, moved, room, mia, session, "2026-01-07T10:00") == "conflict"
    assert refused(room, cancelled, room, mia, session) == "conflict"


def test_resting_closed_and_strange_rooms_move_nothing(room, mia, noah):
    session = booked(room, noah)
    membership(room, omar := person("omar"), "observer")
    assert refused(room, moved, room, omar, session, "2026-01-07T10:00") == "forbidden"
    pausing.pause(member_of(room, mia))
    assert refused(room, moved, room, mia, session, "2026-01-07T10:00") == "conflict"
    other = mentorship_room(mia, person("zoe"))

    assert refused(other, moved, other, mia, session, "2026-01-07T10:00") == "not_found"


# Moving a series


def test_one_occurrence_that_moves_stays_in_its_series(room, noah):
    first = booked(room, noah, weeks=3)
    second = series_of(first)[1]

    moved(room, noah, second, "2026-01-14T12:00")

    rows = series_of(first)
    assert (starts(rows), [each.recurrence_id[5:10] for each in rows]) == (
        ["01-06 10", "01-14 12", "01-20 10"],
        ["01-06", "01-13", "01-20"],
    )
    assert ([each.sequence for each in rows], first.series.sequence) == ([0, 1, 0], 0)


def test_whole_series_moves_under_its_uid_by_another_rule(room, mia, noah):
    first = booked(room, noah, weeks=3)
    cancelled(room, noah, series_of(first)[1])

    moved(room, noah, series_of(first)[2], "2026-01-21T14:00", Scope.ALL, minutes=30)

    rows = series_of(first)
    assert ([each.recurrence_id for each in rows], starts(rows)) == (
        ["2026-01-07T14:00", "2026-01-14T14:00", "2026-01-21T14:00"],
        ["01-07 14", "01-21 14"],
    )
    series = rows[0].series
    assert (series.local_start, series.minutes, series.uid, series.sequence) == ("2026-01-07T14:00", 30, first.uid, 2)
    assert hours_taken(mia) == 1


@pytest.mark.parametrize("start", ["2026-01-13T10:00", "2026-01-06T11:00", "2026-01-05T10:00"])
def test_series_moves_over_its_own_places(room, noah, start):
    first = booked(room, noah, weeks=3)

    moved(room, noah, first, start, Scope.ALL)

    assert starts(series_of(first))[0] == f"{utc(start):%m-%d %H}"


def test_following_sessions_become_a_series_of_their_own(room, mia, noah):
    first = booked(room, noah, weeks=4)
    third = series_of(first)[2]

    moved(room, noah, third, "2026-01-22T14:00", Scope.FOLLOWING)

    rows = [*series_of(first), *series_of(fresh(third))]
    assert starts(rows) == ["01-06 10", "01-13 10", "01-22 14", "01-29 14"]
    assert [(each.series.count, each.series.sequence) for each in rows] == [(2, 1)] * 2 + [(2, 0)] * 2
    assert (rows[2].pk, rows[2].uid == rows[2].series.uid, rows[2].uid == first.uid) == (third.pk, True, False)
    assert (hours_taken(mia), len(last_told(room)["sessions"])) == (4, 2)


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.FOLLOWING])
def test_series_whose_end_was_cancelled_moves_and_stays_as_short(room, noah, scope):
    first = booked(room, noah, weeks=4)
    cancelled(room, noah, series_of(first)[3])
    second = series_of(first)[1]

    moved(room, noah, second, "2026-01-14T12:00", scope)

    rows = series_of(fresh(second))
    assert starts(rows)[-2:] == ["01-14 12", "01-21 12"]
    assert (rows[-1].series.count, rows[-1].recurrence_id) == (len(rows) - 1, "2026-01-28T12:00")


def test_all_of_a_series_that_has_begun_are_those_to_come(room, noah, clock):
    first = booked(room, noah, weeks=3)
    clock.move_to(utc("2026-01-07T08:00"))

    moved(room, noah, series_of(first)[2], "2026-01-20T12:00", Scope.ALL)

    second = Session.objects.get(starts_at=utc("2026-01-13T12:00"))
    assert (starts(series_of(first)), starts(series_of(second))) == (["01-06 10"], ["01-13 12", "01-20 12"])


def test_fifth_weekday_of_a_month_is_no_place_for_all_of_a_series(room, mia):
    repeat = Repeat(Frequency.MONTHLY, 3)
    rows = series_of(booked(room, mia, repeat=repeat))
    assert starts(rows) == ["01-06 10", "02-03 10", "03-03 10"]

    assert refused(room, moved, room, mia, rows[2], "2026-03-31T10:00", Scope.ALL) == "bad_shape"
    moved(room, mia, rows[1], "2026-02-24T10:00", Scope.ALL)

    assert starts(series_of(rows[0])) == ["01-27 10", "02-24 10", "03-24 10"]


def test_following_ones_stay_when_a_later_one_was_held_already(room, mia, clock):
    first = booked(room, mia, weeks=3)
    rows = series_of(first)
    moved(room, mia, rows[2], "2026-01-06T15:00")
    clock.move_to(utc("2026-01-07T08:00"))

    assert refused(room, moved, room, mia, rows[1], "2026-01-14T10:00", Scope.FOLLOWING) == "conflict"


def test_series_that_would_clash_moves_nowhere(room, mia, noah):
    booked(room, noah, "2026-01-14T14:00")
    first = booked(room, noah, weeks=3)

    with pytest.raises(Clash) as caught:
        moved(room, noah, first, "2026-01-07T14:00", Scope.ALL)

    assert [f"{at:%m-%d}" for at, _fault in caught.value.faults] == ["01-14"]
    assert starts(series_of(first)) == ["01-06 10", "01-13 10", "01-20 10"]


# Cancelling


def test_cancelled_session_gives_its_time_back(room, mia, noah):
    session = booked(room, noah, title=SECRET)

    cancelled(room, mia, session)

    assert (standing(session), hours_taken(noah)) == ([("01-06 10:00", "cancelled", 1)], 0)
    assert (kinds(room), last_told(room)["why"]) == (["session.booked", "session.cancelled"], "cancelled")
    assert cancelled(room, noah, session) == []
    booked(room, noah)


def test_cancelled_occurrence_is_an_exception_and_a_cancelled_end_is_none(room, noah):
    first = booked(room, noah, weeks=5)
    rows = series_of(first)
    cancelled(room, noah, rows[1])
    assert (Series.objects.get().count, Series.objects.get().sequence) == (5, 1)

    cancelled(room, noah, rows[3], Scope.FOLLOWING)

    assert (starts(series_of(first)), Series.objects.get().count) == (["01-06 10", "01-20 10"], 3)
    assert [each.sequence for each in series_of(first)] == [0, 1, 0, 2, 2]


def test_all_of_a_series_are_cancelled_but_for_those_that_were_held(room, noah, clock):
    first = booked(room, noah, weeks=3)
    clock.move_to(utc("2026-01-07T08:00"))

    cancelled(room, noah, series_of(first)[2], Scope.ALL)

    assert (starts(series_of(first)), Series.objects.get().count) == (["01-06 10"], 1)


def test_stale_cancel_is_refused(room, mia, noah):
    session = booked(room, noah)
    moved(room, mia, session, "2026-01-06T14:00")

    assert refused(room, lambda: cancel(member_of(room, noah), session.pk, version=1)) == "conflict"


def test_room_that_closes_lets_go_of_what_lies_ahead(room, mia, noah, clock):
    held = booked(room, noah)
    first = booked(room, noah, "2026-01-06T12:00", weeks=2)
    single = booked(room, noah, "2026-01-09T12:00")
    clock.move_to(utc("2026-01-06T11:30"))

    closed(room, mia, noah)

    assert [state for _at, state, _no in standing(held, single, *series_of(first))] == ["confirmed"] + ["cancelled"] * 3
    assert (kinds(room)[-2:], Claim.objects.values("session").distinct().count()) == (
        ["session.cancelled", "room.closed"],
        1,
    )


def test_erased_room_gives_back_the_time_of_its_sessions(room, mia, noah):
    booked(room, noah, weeks=2)
    other = booked(mentorship_room(mia, person("omar")), mia, "2026-01-07T10:00")
    erase(room)

    assert (release_erased(), release_erased(), hours_taken(mia), hours_taken(noah)) == (1, 0, 1, 0)
    assert (standing(other), len(history(room))) == ([("01-07 10:00", "confirmed", 0)], 1)
