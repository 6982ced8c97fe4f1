"""Booking a session or a series: what it takes, what it leaves, and what stands against it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from calendar_sync.availability.faults import Fault
from calendar_sync.booking.booking import book
from calendar_sync.booking.claims import take
from calendar_sync.booking.fitting import Clash
from calendar_sync.clocks.recurring import Frequency, Repeat
from calendar_sync.models import Claim, Policy, Series, Session
from calendar_sync.sessions.wording import Words, words_of
from rooms import pausing
from rooms.vault import erase, keyring
from tests.builders.booking import TUESDAY_AT_TEN, booked, hours_taken, last_told, wish
from tests.builders.chat import member_of
from tests.builders.closing import closed
from tests.builders.people import person
from tests.builders.rooms import group_room, membership, mentorship_room
from tests.builders.sessions import NOW, utc
from tests.builders.traces import history, refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

SECRET = "the-word-that-must-not-leak"


def clash(room, who, start=TUESDAY_AT_TEN, **fields):
    """The refusal, after which everything is as it was."""
    before = Session.objects.count(), Claim.objects.count(), history(room)
    with pytest.raises(Clash) as caught:
        booked(room, who, start, **fields)
    assert (Session.objects.count(), Claim.objects.count(), history(room)) == before
    return caught.value


def faults(found):
    return [(f"{start:%m-%d %H:%M}", str(fault)) for start, fault in found.faults]


# One session


def test_booking_takes_the_time_of_both_and_tells_the_room(room, mia, noah):
    session = booked(room, noah, title=SECRET)

    assert (session.status, session.starts_at, session.ends_at) == (
        "confirmed",
        utc("2026-01-06T10:00"),
        utc("2026-01-06T11:00"),
    )
    assert (hours_taken(mia), hours_taken(noah), history(room)) == (1, 1, [(1, "session.booked", "Noah")])
    told = last_told(room)
    assert told["sessions"] == told["outlook"]["sessions"]
    assert [(each["id"], each["title"]) for each in told["sessions"]] == [(str(session.pk), SECRET)]


def test_words_are_sealed(room, noah):
    session = booked(room, noah, words=Words(title=SECRET, agenda="First\nthen"))

    assert words_of(session, keyring.for_room(room)) == Words(title=SECRET, agenda="First\nthen")
    assert SECRET.encode() not in bytes(session.words)


def test_the_same_wish_again_books_nothing_more(room, noah):
    asked = wish(title="Once")

    first, again = (book(member_of(room, noah), asked) for _ in range(2))

    assert (again, len(history(room)), Session.objects.count()) == (first, 1, 1)


def test_another_wish_under_the_same_id_is_refused(room, noah):
    booked(room, noah, client_id="one-and-the-same")

    other = wish("2026-01-07T10:00", client_id="one-and-the-same")

    assert refused(room, book, member_of(room, noah), other) == "conflict"


def test_wall_clock_is_the_mentors(room, noah, rules):
    Policy.objects.update(tzid="America/New_York")

    session = booked(room, noah, "2026-01-06T15:00")

    assert (session.tzid, session.local_start) == ("America/New_York", "2026-01-06T10:00")


def test_mentor_who_wants_to_be_asked_holds_the_time_until_she_answers(room, mia, noah):
    Policy.objects.update(needs_approval=True, hold=90)

    session = booked(room, noah)

    assert (session.status, session.expires_at, hours_taken(mia)) == ("tentative", NOW + timedelta(minutes=90), 1)
    answers = session.attendances.order_by("role").values_list("role", "answer")
    assert list(answers) == [("mentee", "ACCEPTED"), ("mentor", "NEEDS-ACTION")]


def test_mentor_books_outside_her_windows_and_without_asking_herself(room, mia):
    Policy.objects.update(needs_approval=True, notice=3 * 24 * 60)

    session = booked(room, mia, "2026-01-06T20:05", minutes=25)

    assert session.status == "confirmed"


def test_mentor_without_a_policy_books_in_her_own_zone(noah):
    omar = person("omar", time_zone="Asia/Kolkata")
    session = booked(mentorship_room(omar, noah), omar)

    assert (session.local_start, Policy.objects.get(person=omar).is_open) == ("2026-01-06T15:30", False)


# What stands against it


@pytest.mark.parametrize(
    ("start", "fault"),
    [
        ("2026-01-06T18:00", Fault.OUTSIDE),
        ("2026-01-06T09:15", Fault.STEP),
        ("2026-01-05T07:00", Fault.PAST),
        ("2026-01-05T09:00", Fault.NOTICE),
        ("2026-03-20T10:00", Fault.HORIZON),
    ],
)
def test_mentee_is_bound_by_what_the_mentor_allows(room, noah, start, fault):
    Policy.objects.update(notice=24 * 60)

    assert clash(room, noah, start).faults == [(utc(start), fault)]


def test_clash_says_what_is_free_nearby(room, noah):
    booked(room, noah, "2026-01-06T09:00")

    found = clash(room, noah, "2026-01-06T09:30")

    assert (found.code, faults(found), found.free[0]) == (
        "conflict",
        [("01-06 09:30", "near")],
        utc("2026-01-05T09:30"),
    )
    assert utc("2026-01-06T10:00") in found.free
    assert utc("2026-01-06T09:30") not in found.free


def test_gap_of_the_mentor_stands_between_her_sessions_and_costs_nobody_time(room, mia, noah):
    Policy.objects.update(gap_after=30, gap_before=15)
    booked(room, noah, "2026-01-06T09:00")

    assert faults(clash(room, noah, "2026-01-06T10:00")) == [("01-06 10:00", "near")]
    booked(room, noah, "2026-01-06T10:30")
    assert (hours_taken(mia), hours_taken(noah)) == (2, 2)


def test_limits_per_day_week_and_pair(room, mia, noah):
    omar_s = mentorship_room(mia, omar := person("omar"))
    booked(room, noah)

    Policy.objects.update(most_per_day=1)
    assert faults(clash(omar_s, omar, "2026-01-06T14:00")) == [("01-06 14:00", "day_limit")]
    Policy.objects.update(most_per_day=None, most_per_pair=1)
    assert faults(clash(room, noah, "2026-01-08T14:00")) == [("01-08 14:00", "pair_limit")]
    booked(omar_s, omar, "2026-01-08T14:00")


def test_mentee_is_nowhere_twice(room, mia, noah):
    omar = person("omar")
    elsewhere = mentorship_room(omar, noah)
    booked(elsewhere, omar)

    assert faults(clash(room, noah)) == [("01-06 10:00", "busy")]
    assert faults(clash(room, mia)) == [("01-06 10:00", "busy")]


def test_mentor_books_neither_the_past_nor_a_time_that_is_taken(room, mia, noah):
    booked(room, noah)

    assert [faults(clash(room, mia, start))[0][1] for start in ("2026-01-05T07:00", "2026-01-06T10:30")] == [
        "past",
        "near",
    ]


def test_database_lets_nobody_be_in_two_sessions(room, mia, noah):
    first, second = booked(room, noah), booked(room, noah, "2026-01-06T12:00")
    second.starts_at = first.starts_at

    with pytest.raises(IntegrityError), transaction.atomic():
        take([second], [mia.pk])


@pytest.mark.parametrize(
    "fields",
    [
        {"minutes": 7},
        {"minutes": 0},
        {"minutes": 24 * 60},
        {"start": utc("2026-01-06T10:02")},
        {"client_id": "short"},
        {"repeat": Repeat(Frequency.WEEKLY, 53)},
    ],
)
def test_wish_that_makes_no_sense_is_refused(room, mia, fields):
    assert (
        refused(room, book, member_of(room, mia), wish(**fields) if "start" not in fields else wish("2026-01-06T10:02"))
        == "bad_shape"
    )


def test_hour_that_the_mentors_clock_shows_twice_is_refused_the_second_time(room, mia):
    Policy.objects.update(tzid="Europe/Berlin")

    booked(room, mia, "2026-10-25T00:00")
    assert refused(room, book, member_of(room, mia), wish("2026-10-25T01:00")) == "bad_shape"


def test_without_a_policy_a_mentee_cannot_book(noah):
    room = mentorship_room(person("omar"), noah)

    assert refused(room, book, member_of(room, noah), wish(title=SECRET)) == "conflict"


def test_observers_outsiders_and_groups_book_nothing(room, mia, noah):
    membership(room, omar := person("omar"), "observer")
    group = group_room("Clerks", mia, noah)

    assert refused(room, book, member_of(room, omar), wish()) == "forbidden"
    assert refused(group, book, member_of(group, noah), wish()) == "not_found"


def test_room_that_rests_is_closed_or_erased_takes_no_bookings(room, mia, noah):
    pausing.pause(member_of(room, mia))
    assert refused(room, book, member_of(room, noah), wish()) == "conflict"
    pausing.resume(member_of(room, mia))
    closed(room, mia, noah)
    assert refused(room, book, member_of(room, noah), wish()) == "read_only"
    erase(other := mentorship_room(mia, person("omar")))
    assert refused(other, book, member_of(other, mia), wish()) == "not_found"


def test_one_of_several_mentors_has_to_be_named(room, mia, noah):
    membership(room, omar := person("omar"), "mentor")

    assert refused(room, book, member_of(room, noah), wish()) == "bad_shape"
    assert refused(room, book, member_of(room, noah), wish(mentor=noah.pk)) == "bad_shape"
    assert booked(room, noah, mentor=mia.pk).attendances.filter(person=omar).exists() is False


# A series


def test_series_takes_all_its_times_at_the_same_hour_of_the_mentors_clock(room, mia, noah):
    Policy.objects.update(tzid="Europe/Berlin", horizon_days=100)

    sessions = book(member_of(room, noah), wish("2026-03-12T10:00", weeks=4, client_id="four-times-a-week"))

    assert [f"{each.starts_at:%m-%d %H:%M}" for each in sessions] == [
        "03-12 10:00",
        "03-19 10:00",
        "03-26 10:00",
        "04-02 09:00",
    ]
    assert {each.uid for each in sessions} == {Series.objects.get().uid}
    assert (sessions[3].recurrence_id, hours_taken(mia), len(history(room))) == ("2026-04-02T11:00", 4, 1)
    assert book(member_of(room, noah), wish("2026-03-12T10:00", weeks=4, client_id="four-times-a-week")) == sessions


def test_series_that_clashes_says_where_and_books_nothing(room, mia, noah, rules):
    booked(room, noah, "2026-01-13T10:00")
    rules.overrides.create(day=date(2026, 1, 27), windows=[])

    found = clash(room, noah, weeks=5)

    assert faults(found) == [("01-13 10:00", "near"), ("01-27 10:00", "outside")]
    assert str(found.text) == "2 of 5 sessions do not fit."


def test_only_the_first_of_a_series_has_to_be_within_the_horizon(room, noah):
    assert len(book(member_of(room, noah), wish(weeks=52))) == 52
    assert faults(clash(room, noah, "2026-03-20T14:00", weeks=2)) == [("03-20 14:00", "horizon")]


def test_series_reaches_a_year_ahead_and_not_further(room, mia, noah):
    Policy.objects.update(horizon_days=30)

    found = clash(room, noah, "2026-01-20T14:00", weeks=52)

    assert faults(found) == [("01-12 14:00", "horizon")]
    assert refused(room, book, member_of(room, mia), wish("2028-01-07T10:00")) == "bad_shape"


def test_room_has_an_end_of_sessions(room, mia):
    for hour in range(9, 12):
        booked(room, mia, f"2026-01-06T{hour:02}:00", weeks=52)

    assert refused(room, book, member_of(room, mia), wish("2026-01-06T13:00", weeks=52)) == "too_long"
