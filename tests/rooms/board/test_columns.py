"""Columns: three in every room, renamed as people like, and up to three more."""

from __future__ import annotations

import pytest

from tests.builders.board import add_goal, asking, board, changes_of, column, do, piece, refusal, refused
from tests.builders.chat import carry, new_id
from tests.builders.people import person
from tests.builders.rooms import membership

pytestmark = pytest.mark.django_db


def columns(room):
    """Names, or roles where there is no name, as they stand."""
    pieces = [each for each in board(room).values() if each["kind"] == "column"]
    return [each["name"] or each["role"] for each in sorted(pieces, key=lambda each: each["position"])]


def add_column(room, who, name="Waiting", **more):
    made = new_id()
    do(room, who, "column.add", column=made, fields={"name": name}, **more)
    return made


def test_every_board_has_three_columns(room):
    assert columns(room) == ["todo", "doing", "done"]


def test_column_is_renamed_and_keeps_its_cards(room, mia, goal):
    event = do(room, mia, "column.edit", column=column(room, "todo"), base=0, fields={"name": "Next", "hint": 3})

    assert (columns(room), event.kind) == (["Next", "doing", "done"], "column.edited")
    assert piece(room, goal)["column"] == column(room, "todo")
    assert [each.id for each in changes_of(event).changed] == [column(room, "todo")]


def test_column_renamed_twice_is_one_row(room, mia):
    for name in ("Next", "Soon"):
        do(room, mia, "column.edit", column=column(room, "todo"), base=9, fields={"name": name})

    assert columns(room) == ["Soon", "doing", "done"]


def test_column_named_by_two_has_the_last_name_and_says_what_was_written_over(room, mia, noah):
    first = do(room, mia, "column.edit", column=column(room, "todo"), base=0, fields={"name": "Next", "hint": 3})

    event = do(room, noah, "column.edit", column=column(room, "todo"), base=0, fields={"name": "Soon"})
    again = do(room, noah, "column.edit", column=column(room, "todo"), base=0, fields={"name": "Later"})

    assert [changes_of(each).over for each in (first, event, again)] == [[], ["name"], []]
    assert columns(room) == ["Later", "doing", "done"]


def test_own_columns_stand_where_they_were_put(room, mia):
    first = add_column(room, mia, "Waiting", after=column(room, "doing"))
    add_column(room, mia, "Ideas")
    add_column(room, mia, "Review", after=first)

    assert columns(room) == ["Ideas", "todo", "doing", "Waiting", "Review", "done"]
    assert refusal(room, mia, "column.add", column=new_id(), fields={"name": "Seventh"}) == "too_long"


def test_column_added_again_answers_from_the_first(room, mia):
    command = asking(room, "column.add", column=new_id(), fields={"name": "Waiting"})
    first = carry(room, mia, command)

    assert (carry(room, mia, command).done, len(columns(room))) == (first.done, 4)


def test_own_column_needs_a_name(room, mia):
    mine = add_column(room, mia)

    assert refusal(room, mia, "column.add", column=new_id(), fields={"name": " "}) == "bad_shape"
    assert refusal(room, mia, "column.edit", column=mine, base=1, fields={"name": ""}) == "bad_shape"


def test_column_with_cards_is_not_removed(room, mia, noah):
    mine = add_column(room, mia)
    goal = add_goal(room, noah, column=mine)

    assert refused(room, mia, "column.remove", column=mine, base=9).piece.name == "Waiting"
    do(room, mia, "goal.move", goal=goal, column=column(room, "done"))
    assert do(room, mia, "column.remove", column=mine, base=9).kind == "column.removed"
    assert columns(room) == ["todo", "doing", "done"]


def test_goal_whose_column_has_gone_is_restored_into_the_first(room, mia, noah):
    mine = add_column(room, mia)
    goal = add_goal(room, noah, column=mine)
    do(room, noah, "goal.archive", goal=goal, base=9)
    do(room, mia, "column.remove", column=mine, base=9)

    do(room, noah, "goal.restore", goal=goal)

    assert piece(room, goal)["column"] == column(room, "todo")


def test_column_that_was_renamed_since_is_not_removed_unseen(room, mia, noah):
    mine = add_column(room, mia)
    do(room, noah, "column.edit", column=mine, base=1, fields={"name": "Waiting for the court"})

    assert refusal(room, mia, "column.remove", column=mine, base=1) == "conflict"


def test_the_three_columns_stay(room, mia):
    assert refusal(room, mia, "column.remove", column=column(room, "done"), base=0) == "forbidden"


def test_observers_rename_nothing(room):
    omar = person("omar")
    membership(room, omar, "observer")

    said = {"column": column(room, "todo"), "base": 0, "fields": {"name": "Mine"}}
    assert refusal(room, omar, "column.edit", **said) == "forbidden"
    assert refusal(room, person("zoe"), "column.edit", **said) == "not_found"
