"""What somebody has seen of a piece before they answer it or take it away."""

from __future__ import annotations

import pytest

from tests.builders.board import add_inside, board, do, refusal, refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("verb", ["archive", "erase"])
def test_deleting_against_an_edit_shows_the_card_as_it_stands(room, mia, noah, goal, verb):
    do(room, mia, "goal.edit", goal=goal, base=1, fields={"title": "Much better"})

    no = refused(room, noah, f"goal.{verb}", goal=goal, base=1)

    assert (no.code, no.piece.title) == ("conflict", "Much better")


def test_own_changes_are_seen_by_their_author(room, noah, goal):
    task = add_inside(room, noah, "task", goal, title="Read ten judgments")
    do(room, noah, "task.edit", task=task, base=2, fields={"is_done": True})
    do(room, noah, "goal.edit", goal=goal, base=1, fields={"why": "Parties ask"})

    do(room, noah, "goal.archive", goal=goal, base=1)
    do(room, noah, "goal.erase", goal=goal, base=1)

    assert goal not in board(room)


@pytest.mark.parametrize("verb", ["archive", "erase"])
def test_own_change_hides_no_change_of_the_other(room, mia, noah, goal, verb):
    do(room, mia, "goal.edit", goal=goal, base=1, fields={"why": "Parties asked for it"})
    do(room, noah, "goal.edit", goal=goal, base=1, fields={"title": "Write clearer reasons at once"})

    assert refusal(room, noah, f"goal.{verb}", goal=goal, base=1) == "conflict"


def test_what_the_other_added_inside_is_seen_before_it_goes(room, mia, noah, goal):
    task = add_inside(room, mia, "task", goal, title="Read a model judgment")
    do(room, noah, "task.edit", task=task, base=1, fields={"is_done": True})

    assert refusal(room, noah, "goal.erase", goal=goal, base=1) == "conflict"
