"""Taking one's own change back: everything as it was, or a refusal with a reason."""

from __future__ import annotations

import pytest

from rooms.models import Piece
from tests.builders.board import (
    add_goal,
    add_inside,
    asking,
    board,
    cards,
    changes_of,
    column,
    do,
    piece,
    propose_goal,
    refusal,
    refused,
)
from tests.builders.chat import carry, new_id, send
from tests.builders.people import person

pytestmark = pytest.mark.django_db


def words(room):
    """The board without versions, which never go back."""
    return {
        key: {name: value for name, value in each.items() if name != "version"} for key, each in board(room).items()
    }


def undone(room, who, kind, **data):
    """Whether undoing the command gives the board that was there before, and undoing that the one after it."""
    before = words(room)
    event = do(room, who, kind, **data)
    after = words(room)
    undo = do(room, who, "goal.undo", seq=event.seq)
    back = words(room)
    do(room, who, "goal.undo", seq=undo.seq)
    return (back, words(room)) == (before, after) and before != after


def test_decline_can_be_undone_and_redone(room, mia, noah):
    goal = propose_goal(room, mia)

    assert undone(room, noah, "goal.decline", goal=goal, base=99, because="Next year")


def test_every_change_of_a_goal_can_be_undone_and_redone(room, noah, goal):
    add_goal(room, noah, "Another")
    message = send(room, noah, "See there")

    for kind, data in (
        ("goal.add", {"goal": new_id(), "fields": {"title": "New"}}),
        ("goal.edit", {"goal": goal, "base": 1, "fields": {"title": "Other", "due_on": None, "skill": None}}),
        ("goal.move", {"goal": goal, "column": column(room, "done")}),
        ("goal.share", {"goal": goal, "agreed": True}),
        ("goal.link", {"goal": goal, "message": str(message.pk)}),
        ("goal.archive", {"goal": goal, "base": 99}),
        ("goal.restore", {"goal": goal}),
        ("column.add", {"column": new_id(), "fields": {"name": "Waiting"}}),
        ("column.edit", {"column": column(room, "doing"), "base": 0, "fields": {"name": "Now"}}),
    ):
        assert undone(room, noah, kind, **data), kind


def test_every_change_inside_a_goal_can_be_undone_and_redone(room, mia, goal):
    milestone = add_inside(room, mia, "milestone", goal, title="Draft")
    task = add_inside(room, mia, "task", goal, title="Write")
    evidence = add_inside(room, mia, "evidence", goal, text="Seen")

    for kind, data in (
        ("milestone.add", {"milestone": new_id(), "goal": goal, "fields": {"title": "Second"}}),
        ("milestone.edit", {"milestone": milestone, "base": 9, "fields": {"state": "done"}}),
        ("milestone.remove", {"milestone": milestone, "base": 99}),
        ("task.edit", {"task": task, "base": 9, "fields": {"is_done": True}}),
        ("task.remove", {"task": task, "base": 99}),
        ("checkin.add", {"check_in": new_id(), "goal": goal, "confidence": 4}),
        ("evidence.remove", {"evidence": evidence, "base": 99}),
        ("scale.write", {"scale": new_id(), "goal": goal, "levels": list("abcde")}),
    ):
        assert undone(room, mia, kind, **data), kind


def test_undo_is_an_event_that_says_what_it_took_back(room, noah, goal):
    moved = do(room, noah, "goal.move", goal=goal, column=column(room, "done"))

    event = do(room, noah, "goal.undo", seq=moved.seq)

    assert (event.kind, str(event.subject), changes_of(event).undid) == ("goal.undone", goal, moved.seq)


def test_undo_twice_is_refused_and_the_same_command_again_is_not(room, noah, goal):
    moved = do(room, noah, "goal.move", goal=goal, column=column(room, "done"))
    command = asking(room, "goal.undo", seq=moved.seq)
    first = carry(room, noah, command)

    assert (carry(room, noah, command).done, carry(room, noah, command).again) == (first.done, True)
    assert refusal(room, noah, "goal.undo", seq=moved.seq) == "conflict"


def test_undo_is_for_the_author_alone(room, mia, noah, goal):
    moved = do(room, noah, "goal.move", goal=goal, column=column(room, "done"))

    assert refusal(room, mia, "goal.undo", seq=moved.seq) == "forbidden"
    assert refusal(room, person("zoe"), "goal.undo", seq=moved.seq) == "not_found"


def test_undo_of_what_is_no_change_of_the_board_is_not_found(room, mia):
    send(room, mia, "Hello")

    assert [refusal(room, mia, "goal.undo", seq=seq) for seq in (1, 2, 99)] == ["not_found"] * 3


def test_undo_is_refused_where_the_field_changed_since(room, mia, noah, goal):
    edit = do(room, noah, "goal.edit", goal=goal, base=1, fields={"title": "Noah's", "why": "Noah's"})
    do(room, mia, "goal.edit", goal=goal, base=2, fields={"why": "Mia's"})

    no = refused(room, noah, "goal.undo", seq=edit.seq)

    assert (no.code, no.piece.title, no.piece.why) == ("conflict", "Noah's", "Mia's")


def test_undo_goes_on_where_another_field_changed_since(room, mia, noah, goal):
    edit = do(room, noah, "goal.edit", goal=goal, base=1, fields={"title": "Noah's"})
    do(room, mia, "goal.edit", goal=goal, base=2, fields={"why": "Mia's"})

    do(room, noah, "goal.undo", seq=edit.seq)

    assert (piece(room, goal)["title"], piece(room, goal)["why"]) == ("Write clearer reasons", "Mia's")


def test_undo_of_a_goal_on_which_somebody_built_is_refused(room, mia, noah, goal):
    add_inside(room, mia, "task", goal, title="Read")

    assert refusal(room, noah, "goal.undo", seq=1) == "conflict"


def test_undo_of_a_column_with_cards_is_refused(room, mia, noah):
    mine = new_id()
    added = do(room, mia, "column.add", column=mine, fields={"name": "Waiting"})
    add_goal(room, noah, column=mine)

    assert refusal(room, mia, "goal.undo", seq=added.seq) == "conflict"


def test_undo_of_a_move_out_of_a_column_that_has_gone_is_refused(room, mia, noah):
    mine = new_id()
    do(room, mia, "column.add", column=mine, fields={"name": "Waiting"})
    goal = add_goal(room, noah, column=mine)
    moved = do(room, noah, "goal.move", goal=goal, column=column(room, "done"))
    do(room, mia, "column.remove", column=mine, base=9)

    assert refusal(room, noah, "goal.undo", seq=moved.seq) == "conflict"


def test_undo_inside_an_archived_goal_is_refused(room, mia, goal):
    add_inside(room, mia, "task", goal, title="Read")
    do(room, mia, "goal.archive", goal=goal, base=9)

    assert refusal(room, mia, "goal.undo", seq=2) == "conflict"


@pytest.mark.parametrize("kind", ["milestone", "task"])
def test_undo_puts_no_step_before_the_start_of_its_goal(room, mia, noah, goal, kind):
    step = add_inside(room, mia, kind, goal, title="Draft", due_on="2098-01-01")
    later = do(room, mia, f"{kind}.edit", **{kind: step}, base=2, fields={"due_on": "2098-06-01"})
    do(room, noah, "goal.edit", goal=goal, base=1, fields={"starts_on": "2098-02-01"})

    no = refused(room, mia, "goal.undo", seq=later.seq)

    assert (no.code, no.text) == ("bad_shape", "This date is before the start of the goal.")


@pytest.mark.parametrize("kind", ["milestone", "task"])
def test_undo_brings_no_step_back_before_the_start_of_its_goal(room, mia, noah, goal, kind):
    step = add_inside(room, mia, kind, goal, title="Draft", due_on="2098-01-01")
    gone = do(room, mia, f"{kind}.remove", **{kind: step}, base=2)
    do(room, noah, "goal.edit", goal=goal, base=1, fields={"starts_on": "2098-02-01"})

    assert refusal(room, mia, "goal.undo", seq=gone.seq) == "bad_shape"


def test_undo_puts_no_start_behind_the_steps_of_a_goal(room, mia, noah, goal):
    do(room, noah, "goal.edit", goal=goal, base=1, fields={"starts_on": "2098-02-01"})
    earlier = do(room, noah, "goal.edit", goal=goal, base=2, fields={"starts_on": "2098-01-01"})
    add_inside(room, mia, "milestone", goal, title="Draft", due_on="2098-01-15")

    assert refusal(room, noah, "goal.undo", seq=earlier.seq) == "bad_shape"


def test_undo_never_brings_erased_words_back(room, noah, goal):
    edit = do(room, noah, "goal.edit", goal=goal, base=1, fields={"title": "Secret"})
    erased = do(room, noah, "goal.erase", goal=goal, base=9)

    assert [refusal(room, noah, "goal.undo", seq=each.seq) for each in (edit, erased)] == ["conflict"] * 2
    assert Piece.objects.count() == 0


def test_mentee_takes_an_acceptance_back_and_the_mentor_the_proposal(room, mia, noah):
    goal = propose_goal(room, mia)
    accepted = do(room, noah, "goal.accept", goal=goal, base=1)

    do(room, noah, "goal.undo", seq=accepted.seq)

    assert (piece(room, goal)["state"], cards(room)) == ("proposed", [])
    assert refusal(room, mia, "goal.undo", seq=1) == "conflict"
