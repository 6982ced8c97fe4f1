"""What mentor and mentee can do with a goal, and what they cannot."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.models import Membership, Piece, RoomEvent
from tests.builders.board import (
    add_goal,
    add_inside,
    asking,
    board,
    cards,
    changes_of,
    column,
    do,
    many_goals,
    piece,
    propose_goal,
    refusal,
    refused,
    version,
)
from tests.builders.chat import carry, new_id
from tests.builders.people import person
from tests.builders.rooms import group_room, membership, mentorship_room

pytestmark = pytest.mark.django_db


def kinds(room):
    return list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("kind", "actor__name"))


# Adding and proposing


def test_goal_of_the_mentee_stands_on_the_board(room, noah, goal):
    shown = piece(room, goal)

    assert (shown["title"], shown["owner"], shown["state"]) == ("Write clearer reasons", str(noah.pk), "active")
    assert (cards(room), kinds(room)) == (["Write clearer reasons"], [("goal.added", "Noah")])


def test_goal_is_sealed_in_its_row_and_in_the_log(room, goal):
    row, event = Piece.objects.get(pk=goal), RoomEvent.objects.get(room=room)

    assert b"clearer" not in bytes(row.words) + bytes(event.body) + bytes(event.inverse)


def test_goals_stand_where_they_were_put(room, noah):
    first = add_goal(room, noah, "First")
    add_goal(room, noah, "Third")
    add_goal(room, noah, "Second", column=column(room, "todo"), after=first)
    add_goal(room, noah, "Top", column=column(room, "todo"), after=None)

    assert cards(room) == ["Top", "First", "Second", "Third"]


def test_goal_added_again_answers_from_the_first(room, noah):
    command = asking(room, "goal.add", goal=new_id(), fields={"title": "Once"})
    first = carry(room, noah, command)

    again = carry(room, noah, command)

    assert (again.done, again.again, cards(room)) == (first.done, True, ["Once"])


def test_mentor_proposes_and_does_not_add(room, mia):
    assert refusal(room, mia, "goal.add", goal=new_id(), fields={"title": "Mine"}) == "forbidden"


def test_proposal_waits_beside_the_board(room, mia, noah):
    goal = propose_goal(room, mia)

    shown = piece(room, goal)
    assert (shown["state"], shown["owner"], shown["by"]) == ("proposed", str(noah.pk), str(mia.pk))
    assert (cards(room), kinds(room)) == ([], [("goal.proposed", "Mia")])


def test_proposal_names_the_mentee_where_there_are_several(room, mia):
    omar = person("omar")
    membership(room, omar, "mentee")

    assert refusal(room, mia, "goal.propose", goal=new_id(), fields={"title": "Chair"}) == "bad_shape"
    do(room, mia, "goal.propose", goal=new_id(), fields={"title": "Chair"}, owner=str(omar.pk))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": " \u200b "}, "bad_shape"),
        ({}, "bad_shape"),
        ({"title": "Late", "starts_on": "2026-05-01", "due_on": "2026-04-30"}, "bad_shape"),
        ({"title": "Far", "due_on": "2999-01-01"}, "bad_shape"),
    ],
)
def test_goal_that_cannot_be_is_refused(room, noah, fields, code):
    assert refusal(room, noah, "goal.add", goal=new_id(), fields=fields) == code


def test_goal_with_an_id_that_is_taken_is_refused(room, mia, noah, goal):
    other = mentorship_room(mia, noah)

    for each in (room, other):
        assert refusal(each, noah, "goal.add", goal=goal, fields={"title": "Again"}) == "conflict"


def test_board_holds_500_goals(room, noah):
    for goal in many_goals(room, noah, 500):
        last = goal

    assert refusal(room, noah, "goal.add", goal=new_id(), fields={"title": "One more"}) == "too_long"
    assert last in board(room)


# Answering


def test_mentee_accepts_what_was_seen(room, mia, noah):
    goal = propose_goal(room, mia)

    do(room, noah, "goal.accept", goal=goal, base=version(room, goal))

    assert (cards(room), kinds(room)[-1]) == (["Chair a hearing"], ("goal.accepted", "Noah"))


def test_mentor_cannot_accept_for_the_mentee(room, mia):
    goal = propose_goal(room, mia)

    assert refusal(room, mia, "goal.accept", goal=goal, base=99) == "forbidden"


def test_other_mentee_cannot_accept(room, mia, noah):
    goal = propose_goal(room, mia)
    omar = person("omar")
    membership(room, omar, "mentee")

    assert refusal(room, omar, "goal.accept", goal=goal, base=99) == "forbidden"


def test_proposal_that_changed_since_is_not_accepted_unseen(room, mia, noah):
    goal = propose_goal(room, mia)
    seen = version(room, goal)
    do(room, mia, "goal.edit", goal=goal, base=seen, fields={"title": "Chair ten hearings"})

    no = refused(room, noah, "goal.accept", goal=goal, base=seen)

    assert (no.code, no.piece.title) == ("conflict", "Chair ten hearings")


def test_mentee_declines_with_a_word(room, mia, noah):
    goal = propose_goal(room, mia)

    do(room, noah, "goal.decline", goal=goal, base=99, because="Next year")

    assert (piece(room, goal)["state"], piece(room, goal)["declined_because"]) == ("declined", "Next year")
    assert refusal(room, noah, "goal.accept", goal=goal, base=99) == "conflict"
    assert refusal(room, mia, "goal.edit", goal=goal, base=99, fields={"title": "Again"}) == "conflict"


def test_proposal_cannot_be_moved(room, mia):
    goal = propose_goal(room, mia)

    assert refusal(room, mia, "goal.move", goal=goal, column=column(room, "doing")) == "conflict"


# Editing


def test_edit_sets_the_named_fields_only(room, mia, goal):
    do(room, mia, "goal.edit", goal=goal, base=1, fields={"title": "Shorter\nreasons", "due_on": None})

    shown = piece(room, goal)
    assert (shown["title"], shown["due_on"], shown["why"]) == ("Shorter reasons", None, "Parties should understand")
    assert (shown["version"], kinds(room)[-1]) == (2, ("goal.edited", "Mia"))


def test_edit_of_different_fields_keeps_both(room, mia, noah, goal):
    do(room, mia, "goal.edit", goal=goal, base=1, fields={"title": "Mia's title"})
    do(room, noah, "goal.edit", goal=goal, base=1, fields={"success": "Noah's success"})

    shown = piece(room, goal)
    assert (shown["title"], shown["success"]) == ("Mia's title", "Noah's success")


def test_edit_over_somebody_elses_later_words_says_so(room, mia, noah, goal):
    do(room, mia, "goal.edit", goal=goal, base=1, fields={"title": "Mia's", "why": "Mia's"})

    own = do(room, mia, "goal.edit", goal=goal, base=1, fields={"title": "Mia's second"})
    event = do(room, noah, "goal.edit", goal=goal, base=1, fields={"title": "Noah's", "unit": "pages"})

    assert (changes_of(own).over, changes_of(event).over) == ([], ["title"])


def test_edit_that_changes_nothing_is_noted_only(room, noah, goal):
    event = do(room, noah, "goal.edit", goal=goal, base=1, fields={"title": "Write clearer reasons"})

    assert (event.kind, version(room, goal)) == ("event.noted", 1)


def test_edit_keeps_the_dates_in_order(room, noah, goal):
    add_inside(room, noah, "milestone", goal, title="Draft", due_on="2098-01-01")

    assert refusal(room, noah, "goal.edit", goal=goal, base=9, fields={"starts_on": "2099-02-01"}) == "bad_shape"
    assert refusal(room, noah, "goal.edit", goal=goal, base=9, fields={"starts_on": "2098-06-01"}) == "bad_shape"


def test_goal_of_another_room_is_not_found(room, mia, noah, goal):
    other = mentorship_room(mia, noah)

    for kind, more in (("edit", {"base": 1, "fields": {"title": "Got you"}}), ("erase", {"base": 1})):
        assert refusal(other, noah, f"goal.{kind}", goal=goal, **more) == "not_found"
    assert refusal(other, noah, "goal.move", goal=goal, column=column(other, "done")) == "not_found"
    assert piece(room, goal)["title"] == "Write clearer reasons"


def test_strangers_observers_and_groups_are_refused(room, noah, goal):
    omar, zoe = person("omar"), person("zoe")
    membership(room, omar, "observer")
    clerks = group_room("Clerks", noah)

    said = {"goal": goal, "base": 1, "fields": {"title": "Mine"}}
    assert refusal(room, zoe, "goal.edit", **said) == "not_found"
    assert refusal(room, omar, "goal.edit", **said) == "forbidden"
    assert refusal(clerks, noah, "goal.edit", **said) == "not_found"


def test_closed_room_takes_no_goal(room, noah, goal):
    room.closed_at = "2026-01-01T00:00Z"
    room.save()

    assert refusal(room, noah, "goal.move", goal=goal, column=column(room, "done")) == "read_only"


def test_former_member_moves_nothing(room, noah, goal):
    Membership.objects.filter(person=noah).update(left_at="2026-01-01T00:00Z")

    assert refusal(room, noah, "goal.move", goal=goal, column=column(room, "done")) == "not_a_member"


# Moving


def test_move_names_its_neighbour(room, mia, noah):
    a, b, c = (add_goal(room, noah, title) for title in "abc")

    do(room, mia, "goal.move", goal=c, column=column(room, "todo"), after=a)
    assert cards(room) == ["a", "c", "b"]
    do(room, mia, "goal.move", goal=b, column=column(room, "todo"))
    assert cards(room) == ["b", "a", "c"]

    assert (piece(room, b)["moved_by"], kinds(room)[-1]) == (str(mia.pk), ("goal.moved", "Mia"))


def test_move_behind_a_neighbour_that_has_gone_means_the_end(room, noah):
    a, b, c = (add_goal(room, noah, title) for title in "abc")
    do(room, noah, "goal.move", goal=a, column=column(room, "doing"))

    do(room, noah, "goal.move", goal=b, column=column(room, "todo"), after=a)

    assert (cards(room), cards(room, "doing")) == (["c", "b"], ["a"])
    assert c in board(room)


def test_move_to_done_finishes_and_back_unfinishes(room, noah, goal):
    do(room, noah, "goal.move", goal=goal, column=column(room, "done"))
    finished = piece(room, goal)["finished_at"]

    do(room, noah, "goal.move", goal=goal, column=column(room, "doing"))

    assert (finished is None, piece(room, goal)["finished_at"]) == (False, None)


def test_move_to_where_it_stands_is_noted_only(room, noah):
    a, b = (add_goal(room, noah, title) for title in "ab")

    event = do(room, noah, "goal.move", goal=b, column=column(room, "todo"), after=a)

    assert event.kind == "event.noted"


def test_move_to_no_column_is_refused(room, noah, goal):
    assert refusal(room, noah, "goal.move", goal=goal, column=new_id()) == "not_found"
    assert refusal(room, noah, "goal.move", goal=goal, column=goal) == "not_found"


def test_move_between_equal_positions_gives_all_new_ones(room, noah):
    a, b, c = (add_goal(room, noah, title) for title in "abc")
    Piece.objects.filter(pk__in=[a, b]).update(position="V")
    first, second = sorted([a, b])

    event = do(room, noah, "goal.move", goal=c, column=column(room, "todo"), after=first)

    titles = {a: "a", b: "b"}
    assert cards(room) == [titles[first], "c", titles[second]]
    assert len({each["position"] for each in board(room).values() if each["kind"] == "goal"}) == 3
    assert event.kind == "goal.moved"


def test_move_takes_as_many_statements_whatever_the_board(room, noah, goal):
    def statements(role):
        with CaptureQueriesContext(connection) as made:
            carry(room, noah, asking(room, "goal.move", goal=goal, column=column(room, role)))
        return len(made)

    few = statements("doing")
    many_goals(room, noah, 30)

    assert (statements("todo"), few) == (few, 9)


# Sharing, archiving, erasing


def test_goal_is_shared_once_owner_and_mentor_agree(room, mia, noah, goal):
    do(room, noah, "goal.share", goal=goal, agreed=True)
    assert piece(room, goal)["visibility"] == "room"
    do(room, mia, "goal.share", goal=goal, agreed=True)
    assert piece(room, goal)["visibility"] == "coordinator"

    do(room, noah, "goal.share", goal=goal, agreed=False)

    assert (piece(room, goal)["visibility"], piece(room, goal)["agreed_by"]) == ("room", [str(mia.pk)])


def test_archive_and_restore_keep_the_goal(room, mia, noah, goal):
    do(room, mia, "goal.archive", goal=goal, base=1)
    assert cards(room) == []

    do(room, noah, "goal.restore", goal=goal)

    assert (cards(room), kinds(room)[-1]) == (["Write clearer reasons"], ("goal.restored", "Noah"))


def test_archive_twice_and_restore_twice_change_nothing(room, noah, goal):
    do(room, noah, "goal.archive", goal=goal, base=1)
    assert do(room, noah, "goal.archive", goal=goal, base=1).kind == "event.noted"
    do(room, noah, "goal.restore", goal=goal)
    assert do(room, noah, "goal.restore", goal=goal).kind == "event.noted"


def test_archived_goal_is_not_edited(room, mia, noah, goal):
    do(room, noah, "goal.archive", goal=goal, base=1)

    no = refused(room, mia, "goal.edit", goal=goal, base=1, fields={"title": "Too late"})

    assert (no.code, no.piece.state, no.piece.title) == ("conflict", "archived", "Write clearer reasons")


def test_erasing_against_something_new_inside_is_refused(room, mia, noah, goal):
    add_inside(room, mia, "task", goal, title="Read a model judgment")

    assert refusal(room, noah, "goal.erase", goal=goal, base=1) == "conflict"


def test_only_the_owner_erases(room, mia, goal):
    assert refusal(room, mia, "goal.erase", goal=goal, base=99) == "forbidden"


def test_mentor_erases_a_proposal_that_never_came_to_the_board(room, mia):
    goal = propose_goal(room, mia)

    do(room, mia, "goal.erase", goal=goal, base=99)

    assert goal not in board(room)


def test_erased_goal_is_gone_with_all_that_was_said_of_it(room, mia, noah, goal):
    add_inside(room, mia, "task", goal, title="Read a model judgment")
    do(room, noah, "goal.edit", goal=goal, base=9, fields={"title": "Other words"})

    do(room, noah, "goal.erase", goal=goal, base=9)

    rows = RoomEvent.objects.filter(room=room).order_by("seq").values_list("kind", "body", "inverse")
    assert [(kind, bytes(body) != b"", bytes(inverse) != b"") for kind, body, inverse in rows] == [
        ("goal.added", False, False),
        ("task.added", False, False),
        ("goal.edited", False, False),
        ("goal.erased", True, False),
    ]
    assert Piece.objects.count() == 0
    assert refusal(room, mia, "goal.edit", goal=goal, base=9, fields={"title": "Back"}) == "not_found"
