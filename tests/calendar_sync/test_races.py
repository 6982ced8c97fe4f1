"""Many who want the same time at once: as many sessions as fit, and nobody in two of them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
import time_machine

from calendar_sync.booking.answering import approve, decline
from calendar_sync.booking.booking import book
from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.booking.proposing import propose
from calendar_sync.cadence import cadence
from calendar_sync.invitations.replies import reply_token
from calendar_sync.models import Claim, Invitee, Session
from calendar_sync.sessions import holding
from calendar_sync.sessions.coming import answer_invitation, say
from calendar_sync.sessions.editing import write
from calendar_sync.sessions.following_up import make_goal
from calendar_sync.sessions.wording import Words
from tests.builders.booking import wish
from tests.builders.chat import member_of
from tests.builders.crowd import tried_by_processes
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NOW, policy, utc
from tests.builders.storage_faults import locked_database
from tests.builders.threads import at_once
from tests.builders.traces import history

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

    booked = Session.objects.live().count()
    assert found == {"done": booked, "Clash": 200 - booked}
    assert (booked in {1, 2}, overlaps(), Claim.objects.count()) == (True, [], booked * 2 * 12)
    # Nobody was sent away from a time that was free: whoever comes late finds none either.
    late = member_of(mentorship_room(mia, last := person("late")), last)
    assert tried(*[lambda each=each: book(late, wish(each)) for each in STARTS]) == {"Clash": len(STARTS)}


def test_whose_turn_does_not_come_is_asked_to_try_again(mia):
    policy(mia)
    member = member_of(mentorship_room(mia, noah := person("noah")), noah)

    with locked_database():
        found = tried(lambda: book(member, wish()))

    assert (found, Session.objects.count()) == ({"Refused": 1}, 0)


def test_every_deed_asks_to_come_again_when_the_database_has_no_patience_left(mia):
    policy(mia)
    room = mentorship_room(mia, noah := person("noah"))
    member, mentor = member_of(room, noah), member_of(room, mia)
    with time_machine.travel(NOW, tick=True):
        pk = book(member, wish())[0].pk
    rhythm = {"count": 2, "weeks": 4, "begins_on": NOW.date(), "seen": 0}
    deeds = [
        lambda: move(member, pk, Move(utc("2026-01-07T10:00")), version=1),
        lambda: propose(member, pk, utc("2026-01-07T10:00")),
        lambda: cancel(member, pk, version=1),
        lambda: approve(mentor, pk, version=1),
        lambda: decline(mentor, pk, version=1),
        lambda: write(member, pk, Words(title="One"), version=1),
        lambda: say(member, pk, "DECLINED"),
        lambda: answer_invitation(Invitee.objects.get(person=noah), "DECLINED"),
        lambda: holding.start(member, pk),
        lambda: holding.end(member, pk, [noah.pk]),
        lambda: holding.be_late(member, pk, 5),
        lambda: holding.run_over(member, pk, 5),
        lambda: make_goal(member, pk, "A goal"),
        lambda: cadence.agree(member, **rhythm),
        lambda: cadence.let_go(member),
    ]

    with locked_database(), time_machine.travel(NOW, tick=True):
        found = at_once(*deeds)

    assert [getattr(each, "code", each) for each in found] == ["unavailable"] * len(deeds)
    assert len(history(room)) == 1


def test_answer_that_finds_no_patience_is_asked_for_again_on_its_page(mia, client):
    policy(mia)
    member = member_of(mentorship_room(mia, noah := person("noah")), noah)
    with time_machine.travel(NOW, tick=True):
        address = f"/cal/answer/{reply_token(noah.pk, book(member, wish())[0].uid)}/"

    with locked_database(), time_machine.travel(NOW, tick=True):
        [answer] = at_once(lambda: client.post(address, {"answer": "DECLINED"}))

    assert (answer.status_code, "Try again in a minute." in answer.text) == (503, True)


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
