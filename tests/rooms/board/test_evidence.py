"""Check-ins, evidence, and messages that have to do with a goal."""

from __future__ import annotations

import pytest

from rooms.models import Piece
from tests.builders.board import add_inside, board, do, piece, propose_goal, refusal
from tests.builders.chat import new_id, send
from tests.builders.people import person
from tests.builders.rooms import group_room, membership, mentorship_room

pytestmark = pytest.mark.django_db


def test_check_in_says_how_it_goes(room, noah, goal):
    made = add_inside(room, noah, "checkin", goal, confidence=7, value=3, blocker="Two long hearings")

    shown = piece(room, made)
    assert (shown["confidence"], shown["value"], shown["blocker"], shown["by"]) == (
        7, 3.0, "Two long hearings", str(noah.pk),
    )  # fmt: skip
    assert b"hearings" not in bytes(Piece.objects.get(pk=made).words)


def test_check_in_waits_until_the_goal_is_accepted(room, mia):
    goal = propose_goal(room, mia)

    assert refusal(room, mia, "checkin.add", check_in=new_id(), goal=goal, confidence=5) == "conflict"


def test_check_in_of_strangers_and_other_rooms_is_refused(room, mia, noah, goal):
    other = mentorship_room(mia, noah)

    said = {"check_in": new_id(), "goal": goal, "confidence": 5}
    assert refusal(room, person("zoe"), "checkin.add", **said) == "not_found"
    assert refusal(other, noah, "checkin.add", **said) == "not_found"


def test_evidence_is_confirmed_by_a_mentor(room, mia, noah, goal):
    made = add_inside(room, noah, "evidence", goal, text="The registry praised the last three")
    assert refusal(room, noah, "evidence.confirm", evidence=made, base=2) == "forbidden"

    event = do(room, mia, "evidence.confirm", evidence=made, base=2)

    assert (event.kind, piece(room, made)["confirmed_by"]) == ("evidence.confirmed", str(mia.pk))
    assert do(room, mia, "evidence.confirm", evidence=made, base=2).kind == "event.noted"


def test_mentor_does_not_confirm_own_evidence(room, mia, goal):
    made = add_inside(room, mia, "evidence", goal, text="I saw it")

    assert refusal(room, mia, "evidence.confirm", evidence=made, base=2) == "forbidden"


def test_evidence_says_something(room, mia, goal):
    assert refusal(room, mia, "evidence.add", evidence=new_id(), goal=goal, text=" \u200b") == "bad_shape"


def test_evidence_is_taken_back_by_its_author_or_the_owner(room, mia, noah, goal):
    omar = person("omar")
    membership(room, omar, "mentor")
    made = add_inside(room, mia, "evidence", goal, text="I saw it")

    assert refusal(room, omar, "evidence.remove", evidence=made, base=9) == "forbidden"
    assert do(room, noah, "evidence.remove", evidence=made, base=9).kind == "evidence.removed"
    assert made not in board(room)


def test_evidence_that_was_confirmed_since_is_not_removed_unseen(room, mia, noah, goal):
    made = add_inside(room, noah, "evidence", goal, text="See the file")
    do(room, mia, "evidence.confirm", evidence=made, base=2)

    assert refusal(room, noah, "evidence.remove", evidence=made, base=2) == "conflict"


def test_message_is_linked_once_and_unlinked(room, mia, noah, goal):
    message = send(room, mia, "About your reasons")

    said = {"goal": goal, "message": str(message.pk)}
    kinds = [do(room, who, kind, **said).kind for who, kind in ((mia, "goal.link"), (noah, "goal.link"))]
    (link,) = [each for each in board(room).values() if each["kind"] == "link"]
    do(room, noah, "goal.unlink", **said)

    assert (kinds, link["message"], link["goal"]) == (["goal.linked", "event.noted"], str(message.pk), goal)
    assert refusal(room, noah, "goal.unlink", **said) == "not_found"


def test_message_of_another_room_is_not_linked(room, mia, goal):
    secret = send(group_room("Clerks", mia), mia, "Elsewhere")

    assert refusal(room, mia, "goal.link", goal=goal, message=str(secret.pk)) == "not_found"
