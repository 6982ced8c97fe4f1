"""What became of goals between two days, told in sentences."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest
import time_machine

from rooms.board.since import read_since
from tests.builders.board import add_goal, add_inside, column, do, propose_goal
from tests.builders.chat import new_id, send

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
    with on("2026-02-02"):
        add_inside(room, noah, "task", goal, title="Read")

    since = read_since(room, MARCH)

    assert (since.changes, since.unchanged) == ([], ["Write clearer reasons"])


def test_erased_goal_is_counted_and_its_words_are_nowhere(room, noah, goal):
    with on("2026-03-10"):
        do(room, noah, "goal.erase", goal=goal, base=99)

    assert (told(room), read_since(room, MARCH).erased, read_since(room, APRIL).erased) == ({}, 1, 0)


def test_move_to_another_column_is_told_and_one_inside_a_column_is_not(room, noah, goal):
    with on("2026-02-02"):
        other = add_goal(room, noah, "Another")
        add_goal(room, noah, "A third")
    with on("2026-03-10"):
        do(room, noah, "goal.move", goal=goal, column=column(room, "doing"))
        do(room, noah, "goal.move", goal=other, column=column(room, "todo"))

    assert told(room) == {"Write clearer reasons": ["Moved from To do to Doing."]}


def test_tasks_are_counted_by_what_became_of_them(room, noah, goal):
    with on("2026-02-02"):
        again, changed, removed = (add_inside(room, noah, "task", goal, title=title) for title in ("A", "B", "C"))
        do(room, noah, "task.edit", task=again, base=99, fields={"is_done": True})
    with on("2026-03-10"):
        add_inside(room, noah, "task", goal, title="D")
        do(room, noah, "task.edit", task=again, base=99, fields={"is_done": False})
        do(room, noah, "task.edit", task=changed, base=99, fields={"due_on": "2026-05-01"})
        do(room, noah, "task.remove", task=removed, base=99)

    assert told(room) == {
        "Write clearer reasons": ["1 new task.", "1 task taken up again.", "1 task changed.", "1 task removed."]
    }


def test_what_goes_again_is_told(room, noah, goal):
    message = str(send(room, noah, "See there").pk)
    with on("2026-02-02"):
        seen = add_inside(room, noah, "evidence", goal, text="One")
    with on("2026-03-10"):
        do(room, noah, "evidence.remove", evidence=seen, base=99)
        do(room, noah, "goal.link", goal=goal, message=message)
    with on("2026-04-10"):
        do(room, noah, "goal.unlink", goal=goal, message=message)

    assert told(room, last=APRIL) == {"Write clearer reasons": ["1 piece of evidence removed.", "1 message linked."]}
    assert told(room, APRIL, MAY) == {"Write clearer reasons": ["1 message no longer linked."]}


def test_proposals_and_their_answers_are_told(room, mia, noah):
    with on("2026-03-10"):
        first, second = (propose_goal(room, mia, title) for title in ("Chair a hearing", "Teach"))
    with on("2026-04-10"):
        do(room, noah, "goal.accept", goal=first, base=99)
        do(room, noah, "goal.decline", goal=second, base=99, because="Next year")

    assert told(room, last=APRIL) == {"Chair a hearing": ["Proposed."], "Teach": ["Proposed."]}
    assert told(room, APRIL, MAY) == {"Chair a hearing": ["New on the board."], "Teach": ["Declined: Next year"]}


def test_consent_and_cadence_are_told_and_every_other_detail_too(room, mia, noah, goal):
    with on("2026-03-10"):
        do(room, noah, "goal.share", goal=goal, agreed=True)
    assert told(room) == {"Write clearer reasons": ["Details have changed."]}

    with on("2026-03-11"):
        do(room, mia, "goal.share", goal=goal, agreed=True)
        do(room, noah, "goal.edit", goal=goal, base=99, fields={"cadence": "weekly"})

    assert told(room) == {"Write clearer reasons": ["Check-ins: every week.", "Shared with the coordinator."]}


def test_columns_are_told(room, mia):
    waiting, ideas = new_id(), new_id()
    with on("2026-02-02"):
        do(room, mia, "column.add", column=waiting, fields={"name": "Waiting"})
    with on("2026-03-10"):
        do(room, mia, "column.add", column=ideas, fields={"name": "Ideas"})
        do(room, mia, "column.edit", column=column(room, "doing"), base=0, fields={"name": "Now", "hint": 3})
        do(room, mia, "column.remove", column=waiting, base=99)

    with on("2026-04-20"):
        assert read_since(room, MARCH).columns == [
            "New column: Ideas.",
            "Column renamed: Doing, now Now.",
            "Limit of Now: nothing, now 3.",
            "Column removed: Waiting.",
        ]


def test_goal_that_was_taken_back_is_named(room, noah):
    with on("2026-02-02"):
        add_goal(room, noah, "Not now")
    with on("2026-03-10"):
        do(room, noah, "goal.undo", seq=1)

    assert read_since(room, MARCH).gone == ["Not now"]
