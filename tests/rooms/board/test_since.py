"""What became of goals between two days, told in sentences."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest
import time_machine

from rooms.board.since import read_since
from tests.builders.board import add_goal, add_inside, column, do
from tests.builders.chat import new_id

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


@contextmanager
def on(day):
    with time_machine.travel(f"{day}T12:00:00Z", tick=False):
        yield


@pytest.fixture
def goal(room, noah):
    """Noah's since February."""
    with on("2026-02-01"):
        return add_goal(
            room, noah, "Write clearer reasons", measure="number", baseline=0, target=10, due_on="2026-06-01"
        )


def told(room, first=MARCH, last=None) -> dict[str, list[str]]:
    with on("2026-04-20"):
        return {change.now.goal["title"]: change.told for change in read_since(room, first, last).changes}


def test_new_goal_is_told_as_new(room, noah, goal):
    with on("2026-03-10"):
        add_goal(room, noah, "Chair a hearing")

    assert told(room) == {"Chair a hearing": ["New on the board."]}


def test_changed_fields_are_told_with_what_they_were(room, noah, goal):
    fields = {
        "title": "Write short reasons",
        "due_on": "2026-07-01",
        "target": 20.5,
        "why": "Parties",
        "level_wanted": 4,
    }
    with on("2026-03-10"):
        do(room, noah, "goal.edit", goal=goal, base=9, fields=fields)

    assert told(room) == {
        "Write short reasons": [
            "Title: \u201cWrite clearer reasons\u201d, now \u201cWrite short reasons\u201d.",
            "Due: 1 June 2026, now 1 July 2026.",
            "Target: 10, now 20.5.",
            "Level wanted: nothing, now 4.",
            "Rewritten: why it matters.",
        ]
    }


def test_steps_are_told_by_what_became_of_them(room, noah, goal):
    with on("2026-02-02"):
        done, dropped, removed = (add_inside(room, noah, "milestone", goal, title=title) for title in ("A", "B", "C"))
        task = add_inside(room, noah, "task", goal, title="Read")
    with on("2026-03-10"):
        add_inside(room, noah, "milestone", goal, title="D")
        do(room, noah, "milestone.edit", milestone=done, base=99, fields={"state": "done"})
        do(room, noah, "milestone.edit", milestone=dropped, base=99, fields={"state": "dropped", "why": "Moved on"})
        do(room, noah, "milestone.remove", milestone=removed, base=99)
        do(room, noah, "task.edit", task=task, base=99, fields={"is_done": True})

    assert told(room) == {
        "Write clearer reasons": [
            "Milestone done: A.",
            "Milestone dropped: B (Moved on).",
            "New milestone: D.",
            "Milestone removed: C.",
            "1 task done.",
        ]
    }


def test_check_ins_and_evidence_are_counted(room, mia, noah, goal):
    with on("2026-02-02"):
        add_inside(room, noah, "checkin", goal, confidence=4, value=2)
        first = add_inside(room, noah, "evidence", goal, text="One")
    with on("2026-03-10"):
        add_inside(room, noah, "checkin", goal, confidence=6, value=5)
        add_inside(room, noah, "checkin", goal, confidence=8, value=6)
        add_inside(room, noah, "evidence", goal, text="Two")
        do(room, mia, "evidence.confirm", evidence=first, base=99)

    assert told(room) == {
        "Write clearer reasons": [
            "2 check-ins; confidence was 4 and is now 8.",
            "1 new piece of evidence.",
            "1 confirmed by a mentor.",
        ]
    }


def test_scales_are_told(room, noah, goal):
    scale = new_id()
    with on("2026-03-10"):
        do(room, noah, "scale.write", scale=scale, goal=goal, levels=list("abcde"))
        do(room, noah, "scale.start", scale=scale, base=99)
        do(room, noah, "scale.score", scale=scale, score=1)

    assert told(room) == {"Write clearer reasons": ["Attainment scale started.", "Attainment scored: +1."]}


def test_both_rings_stand_as_they_stood(room, noah, goal):
    with on("2026-02-02"):
        add_inside(room, noah, "checkin", goal, confidence=4, value=2)
    with on("2026-03-10"):
        add_inside(room, noah, "checkin", goal, confidence=6, value=5)

    with on("2026-04-20"):
        [change] = read_since(room, MARCH).changes

    assert (change.then.percent, change.now.percent) == (20, 50)
    assert change.then.ring.words[1] == "23% of the time has gone."


def test_finishing_and_archiving_are_told_until_the_last_day(room, noah, goal):
    with on("2026-03-10"):
        do(room, noah, "goal.move", goal=goal, column=column(room, "done"))
    with on("2026-04-10"):
        do(room, noah, "goal.archive", goal=goal, base=99)

    assert told(room) == {"Write clearer reasons": ["Finished.", "Archived."]}
    assert told(room, last=APRIL) == {"Write clearer reasons": ["Finished."]}
    assert told(room, APRIL, MAY) == {"Write clearer reasons": ["Archived."]}


def test_goal_that_stands_as_it_stood_is_named(room, noah, goal):
    add_inside(room, noah, "task", goal, title="Read")

    since = read_since(room, MARCH)

    assert (since.changes, since.unchanged) == ([], ["Write clearer reasons"])


def test_erased_goal_is_counted_and_its_words_are_nowhere(room, noah, goal):
    with on("2026-03-10"):
        do(room, noah, "goal.erase", goal=goal, base=99)

    assert (told(room), read_since(room, MARCH).erased, read_since(room, APRIL).erased) == ({}, 1, 0)


def test_every_move_of_a_card_is_nothing_to_tell(room, noah, goal):
    with on("2026-02-02"):
        add_goal(room, noah, "Another")
    with on("2026-03-10"):
        do(room, noah, "goal.move", goal=goal, column=column(room, "doing"))

    assert told(room) == {}
