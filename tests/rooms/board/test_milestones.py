"""Milestones and tasks inside a goal."""

from __future__ import annotations

import pytest

from rooms.models import Piece
from tests.builders.board import add_goal, add_inside, asking, changes_of, do, piece, refusal
from tests.builders.chat import carry, new_id
from tests.builders.people import person
from tests.builders.rooms import membership, mentorship_room

pytestmark = pytest.mark.django_db
KINDS = ("milestone", "task")


@pytest.mark.parametrize("kind", KINDS)
def test_step_is_a_sealed_piece_of_its_goal(room, mia, goal, kind):
    step = add_inside(room, mia, kind, goal, title="Read ten judgments", due_on="2098-05-01")

    row, shown = Piece.objects.get(pk=step), piece(room, step)
    assert (shown["goal"], shown["title"], shown["due_on"]) == (goal, "Read ten judgments", "2098-05-01")
    assert b"judgments" not in bytes(row.words)


@pytest.mark.parametrize("kind", KINDS)
def test_step_added_again_answers_from_the_first(room, mia, goal, kind):
    command = asking(room, f"{kind}.add", **{kind: new_id()}, goal=goal, fields={"title": "Once"})
    first = carry(room, mia, command)

    assert (carry(room, mia, command).done, Piece.objects.filter(kind=kind).count()) == (first.done, 1)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "fields", [{}, {"title": "Early", "due_on": "2001-01-01"}, {"title": "A", "due_on": "1066-10-14"}]
)
def test_step_that_cannot_be_is_refused(room, mia, goal, kind, fields):
    assert refusal(room, mia, f"{kind}.add", **{kind: new_id()}, goal=goal, fields=fields) == "bad_shape"


@pytest.mark.parametrize("kind", KINDS)
def test_step_edited_by_two_keeps_both_fields_and_says_what_was_written_over(room, mia, noah, goal, kind):
    step = add_inside(room, mia, kind, goal, title="Read")
    do(room, noah, f"{kind}.edit", **{kind: step}, base=2, fields={"title": "Noah's", "due_on": "2098-05-01"})

    event = do(room, mia, f"{kind}.edit", **{kind: step}, base=2, fields={"title": "Mia's"})

    shown = piece(room, step)
    assert (shown["title"], shown["due_on"], changes_of(event).over) == ("Mia's", "2098-05-01", ["title"])


@pytest.mark.parametrize("kind", KINDS)
def test_step_is_removed_unless_it_changed_since(room, mia, noah, goal, kind):
    step = add_inside(room, mia, kind, goal, title="Read")
    do(room, noah, f"{kind}.edit", **{kind: step}, base=2, fields={"title": "Read closely"})

    assert refusal(room, mia, f"{kind}.remove", **{kind: step}, base=2) == "conflict"
    assert do(room, mia, f"{kind}.remove", **{kind: step}, base=3).kind == f"{kind}.removed"
    assert refusal(room, mia, f"{kind}.remove", **{kind: step}, base=3) == "not_found"


@pytest.mark.parametrize("kind", KINDS)
def test_step_of_another_room_is_not_found(room, mia, noah, goal, kind):
    step = add_inside(room, mia, kind, goal, title="Read")
    other = mentorship_room(mia, noah)

    assert refusal(other, mia, f"{kind}.edit", **{kind: step}, base=9, fields={"title": "Got you"}) == "not_found"
    assert refusal(other, mia, f"{kind}.add", **{kind: new_id()}, goal=goal, fields={"title": "In"}) == "not_found"
    assert refusal(room, person("zoe"), f"{kind}.remove", **{kind: step}, base=9) == "not_found"


@pytest.mark.parametrize("kind", KINDS)
def test_step_of_an_archived_goal_stays_as_it_is(room, mia, goal, kind):
    step = add_inside(room, mia, kind, goal, title="Read")
    do(room, mia, "goal.archive", goal=goal, base=1)

    assert refusal(room, mia, f"{kind}.edit", **{kind: step}, base=9, fields={"title": "Late"}) == "conflict"


def test_milestone_that_is_dropped_says_why(room, mia, goal):
    step = add_inside(room, mia, "milestone", goal, title="Draft")

    assert refusal(room, mia, "milestone.edit", milestone=step, base=2, fields={"state": "dropped"}) == "bad_shape"
    do(room, mia, "milestone.edit", milestone=step, base=2, fields={"state": "dropped", "why": "Not needed"})
    assert (piece(room, step)["state"], piece(room, step)["why"]) == ("dropped", "Not needed")


def test_done_steps_know_since_when(room, mia, goal):
    milestone = add_inside(room, mia, "milestone", goal, title="Draft")
    task = add_inside(room, mia, "task", goal, title="Write", is_done=True)

    do(room, mia, "milestone.edit", milestone=milestone, base=2, fields={"state": "done"})
    do(room, mia, "task.edit", task=task, base=3, fields={"is_done": False})

    assert (piece(room, milestone)["done_at"] is None, piece(room, task)["done_at"]) == (False, None)


def test_goal_has_at_most_twelve_milestones(room, mia, goal):
    for no in range(12):
        add_inside(room, mia, "milestone", goal, title=f"Step {no}")

    assert refusal(room, mia, "milestone.add", milestone=new_id(), goal=goal, fields={"title": "13"}) == "too_long"


def test_task_is_for_mentor_or_mentee_of_this_room(room, mia, noah, goal):
    omar = person("omar")
    membership(room, omar, "observer")

    task = add_inside(room, noah, "task", goal, title="Lend the book", assignee=str(mia.pk))

    assert piece(room, task)["assignee"] == str(mia.pk)
    for who in (omar, person("zoe")):
        said = {"task": task, "base": 9, "fields": {"assignee": str(who.pk)}}
        assert refusal(room, noah, "task.edit", **said) == "bad_shape"


def test_tasks_stay_with_their_goal(room, noah, goal):
    other = add_goal(room, noah, "Another")

    task = add_inside(room, noah, "task", other, title="Mine")

    assert piece(room, task)["goal"] == other
