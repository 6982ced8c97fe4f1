"""Many who want the same time at once: as many sessions as fit, and nobody in two of them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
import time_machine

from calendar_sync.booking.booking import book
from calendar_sync.booking.moving import Move, move
from calendar_sync.models import Claim, Session
from tests.builders.booking import wish
from tests.builders.chat import member_of
from tests.builders.crowd import tried_by_processes
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NOW, policy, utc
from tests.builders.storage_faults import locked_database
from tests.builders.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

MENTEES = 10
PROCESSES = 4
# Every five minutes from nine o'clock on: an hour each, so that at most two of them fit.
STARTS = [f"2026-01-06T{9 + minute // 60:02}:{minute % 60:02}" for minute in range(0, 100, 5)]


def overlaps():
    rows = list(Session.objects.live().order_by("starts_at").values_list("starts_at", "ends_at"))
    return [pair for pair in pairwise(rows) if pair[1][0] < pair[0][1]]


def tried(*bookings):
    """How many ended in which way."""
    with time_machine.travel(NOW, tick=True):
        outcomes = at_once(*bookings)
    return Counter("done" if isinstance(each, list) else type(each).__name__ for each in outcomes)


def test_200_bookings_of_20_overlapping_starts_from_4_processes_end_as_those_that_fit(mia):
    policy(mia, step=5)
    mentees = [person(f"mentee{no}") for no in range(MENTEES)]
    members = [member_of(mentorship_room(mia, each), each) for each in mentees]

    found = tried_by_processes(PROCESSES, members, STARTS)

    fitting = Session.objects.live().count()
    # On a busy machine the last of a crowd are asked to come again.
    assert (found["done"], found["Clash"] + found["Refused"], found.total()) == (fitting, 200 - fitting, 200)
    assert (fitting in {1, 2}, overlaps(), Claim.objects.count()) == (True, [], fitting * 2 * 12)


def test_whose_turn_does_not_come_is_asked_to_try_again(mia):
    policy(mia)
    member = member_of(mentorship_room(mia, noah := person("noah")), noah)

    with locked_database():
        found = tried(lambda: book(member, wish()))

    assert (found, Session.objects.count()) == ({"Refused": 1}, 0)


def test_sessions_of_one_mentee_that_are_moved_to_one_time_at_once_meet_nowhere(db):
    noah = person("noah")
    mentors = [person(f"mentor{no}") for no in range(8)]
    with time_machine.travel(NOW, tick=True):
        held = [(member_of(mentorship_room(each, noah), each), each) for each in mentors]
        rows = [book(member, wish(f"2026-01-{no + 6:02}T10:00"))[0] for no, (member, _mentor) in enumerate(held)]

    to = Move(utc("2026-01-20T10:30"))
    pairs = zip(held, rows, strict=True)
    found = tried(*[lambda m=member, row=row: move(m, row.pk, to, version=1) for (member, _mentor), row in pairs])

    assert (found, overlaps()) == ({"done": 1, "Clash": 7}, [])


def test_the_same_form_sent_at_once_books_once(mia):
    policy(mia)
    member = member_of(mentorship_room(mia, noah := person("noah")), noah)
    asked = wish()

    found = tried(*[lambda: book(member, asked)] * 8)

    assert (found, Session.objects.count()) == ({"done": 8}, 1)
