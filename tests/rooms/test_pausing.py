"""A mentorship that rests: who says so, until when, what rests with it, and how it goes on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import timezone

from rooms import pausing
from rooms.board.nudging import nudge_due
from rooms.closing_page import read_closing_page
from rooms.models import Pause
from rooms.outlook import outlook_of
from rooms.pausing import resume_due
from rooms.vault import erase
from tests.builders.board import add_goal
from tests.builders.chat import member_of, send
from tests.builders.closing import closed
from tests.builders.traces import history, refused

pytestmark = pytest.mark.django_db

SECRET = "the-word-that-must-not-leak"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as now:
        yield now


def test_pause_leaves_a_row_and_an_event_and_seals_its_word(room, mia):
    row = pausing.pause(member_of(room, mia), word=SECRET, until=date(2026, 4, 1))

    view = outlook_of(room).pause
    assert (view.by, view.at, view.until) == (str(mia.pk), "2026-03-02T12:00:00.000Z", "2026-04-01")
    assert (read_closing_page(room).rest.word, SECRET.encode() in bytes(row.words)) == (SECRET, False)
    assert history(room) == [(1, "room.paused", "Mia")]


def test_same_pause_again_changes_nothing_and_another_one_takes_its_place(room, mia, noah):
    for _ in range(2):
        pausing.pause(member_of(room, mia), word="Elections")

    pausing.pause(member_of(room, noah), word="Exams", until=date(2026, 4, 1))

    assert history(room) == [(1, "room.paused", "Mia"), (2, "room.paused", "Noah")]
    assert (read_closing_page(room).rest.word, Pause.objects.get().until) == ("Exams", date(2026, 4, 1))


def test_either_side_resumes_and_resuming_again_changes_nothing(room, mia, noah):
    pausing.pause(member_of(room, mia))

    for _ in range(2):
        pausing.resume(member_of(room, noah))

    assert (history(room)[1:], outlook_of(room)) == ([(2, "room.resumed", "Noah")], None)


def test_room_can_still_be_written_in(room, mia, noah):
    pausing.pause(member_of(room, mia))

    assert send(room, noah, "Rest well.").seq == 2


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_pause_ends_within_a_year_or_not_at_all(room, mia, days):
    member, until = member_of(room, mia), timezone.localdate() + timedelta(days=days)

    assert refused(room, lambda: pausing.pause(member, until=until)) == "bad_shape"


def test_word_has_its_length(room, mia):
    member = member_of(room, mia)

    assert refused(room, lambda: pausing.pause(member, word="x" * 301)) == "too_long"


def test_pause_ends_by_itself_on_its_day_and_once(room, mia, clock):
    pausing.pause(member_of(room, mia), until=date(2026, 3, 5))

    ended = []
    for days in (0, 2, 1, 1):
        clock.shift(days * 86_400)
        ended.append(resume_due())

    assert (ended, history(room)[1:]) == ([0, 0, 1, 0], [(2, "room.resumed", "Menteo")])


def test_pause_of_an_erased_room_ends_in_silence(room, mia, clock):
    pausing.pause(member_of(room, mia), until=date(2026, 3, 5))
    erase(room)
    clock.shift(5 * 86_400)

    assert [resume_due(), resume_due(), len(history(room))] == [1, 0, 1]


def test_check_ins_rest_and_are_counted_from_the_resumption(room, mia, noah, clock):
    add_goal(room, noah, cadence="weekly")
    pausing.pause(member_of(room, mia))
    clock.shift(30 * 86_400)
    resting = nudge_due()

    pausing.resume(member_of(room, noah))

    nudged = [resting]
    for days in (0, 6, 1):
        clock.shift(days * 86_400)
        nudged.append(nudge_due())
    assert nudged == [0, 0, 0, 1]


def test_closing_ends_a_pause(room, mia, noah):
    pausing.pause(member_of(room, mia))

    closed(room, mia, noah)

    assert (Pause.objects.get().ended_at is None, outlook_of(room)) == (False, None)
