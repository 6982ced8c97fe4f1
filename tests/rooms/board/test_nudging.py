"""Check-ins on a cadence: the room is told when one is due, once, and left alone otherwise."""

from __future__ import annotations

import pytest
import time_machine

from rooms import vault
from rooms.board.nudging import nudge_due
from rooms.models import Piece, RoomEvent
from tests.builders.board import add_goal, add_inside, board, column, do, piece, propose_goal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as now:
        yield now


@pytest.fixture
def goal(room, noah, clock):
    return add_goal(room, noah, cadence="weekly")


def after(clock, days):
    """What the worker does on that day: how many rooms it nudged."""
    clock.shift(days * 86_400)
    return nudge_due()


def test_goal_without_check_ins_is_nudged_on_its_cadence(room, clock, goal):
    nudged = [after(clock, days) for days in (0, 6, 1, 1, 5, 1)]

    events = RoomEvent.objects.filter(room=room, kind="goal.nudged").values_list("actor__name", "subject")
    assert (nudged, [(name, str(subject)) for name, subject in events]) == (
        [0, 0, 1, 0, 0, 1], [("Menteo", goal)] * 2,
    )  # fmt: skip
    assert piece(room, goal)["nudged_at"] == "2026-03-16T12:00:00.000Z"


def test_check_in_puts_the_nudge_off(room, noah, clock, goal):
    clock.shift(5 * 86_400)
    add_inside(room, noah, "checkin", goal, confidence=6)

    assert [after(clock, days) for days in (2, 4, 1)] == [0, 0, 1]


def test_goal_that_starts_later_is_nudged_later(room, noah, clock):
    add_goal(room, noah, cadence="fortnightly", starts_on="2026-04-01")

    assert [after(clock, days) for days in (14, 28, 2)] == [0, 0, 1]


def test_goal_is_left_alone_unless_it_asks_is_under_way_and_open(room, mia, noah, clock, goal):
    quiet, finished = add_goal(room, noah), add_goal(room, noah, cadence="weekly")
    propose_goal(room, mia, cadence="weekly")
    do(room, noah, "goal.archive", goal=goal, base=1)
    do(room, noah, "goal.move", goal=finished, column=column(room, "done"))

    assert after(clock, 30) == 0
    assert not Piece.objects.filter(look_at__isnull=False).exists()
    assert quiet in board(room)


def test_cadence_that_is_set_later_counts(room, noah, clock):
    goal = add_goal(room, noah)
    do(room, noah, "goal.edit", goal=goal, base=1, fields={"cadence": "weekly"})

    assert [after(clock, days) for days in (0, 7)] == [0, 1]


def test_closed_and_erased_rooms_are_left_alone(room, clock, goal):
    vault.erase(room)
    assert after(clock, 8) == 0

    room.closed_at = "2026-01-01T00:00Z"
    room.save()
    Piece.objects.update(look_at="2026-01-01T00:00Z")
    assert after(clock, 8) == 0
