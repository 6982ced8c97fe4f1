"""Check-ins, evidence, and messages that have to do with a goal."""

from __future__ import annotations

import pytest

from rooms.files.keeping import forget_gone, visible_file
from rooms.models import File, Piece
from tests.builders.board import add_inside, board, do, piece, propose_goal, refusal, refused
from tests.builders.chat import member_of, new_id, send
from tests.builders.files import PDF, attached, stored, upload
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


def test_evidence_may_be_a_file_that_every_member_can_fetch(room, mia, noah, goal):
    file = upload(room, noah, PDF, "order.pdf")

    made = add_inside(room, noah, "evidence", goal, file=str(file.pk))

    told = {"id": str(file.pk), "name": "order.pdf", "size": len(PDF), "kind": "other"}
    assert (piece(room, made)["file"], piece(room, made)["text"]) == (told, "")
    assert visible_file(member_of(room, mia), file.pk) == file
    assert b"order.pdf" not in bytes(Piece.objects.get(pk=made).words)


def test_file_of_somebody_else_or_of_other_evidence_is_refused(room, mia, noah, goal):
    used, mine = attached(room, noah), upload(room, mia)

    for file in (used.pk, mine.pk, new_id()):
        assert refusal(room, noah, "evidence.add", evidence=new_id(), goal=goal, file=str(file)) == "not_found"
    assert File.objects.get(pk=mine.pk).attached_at is None


def test_file_of_evidence_goes_and_comes_back_with_it(room, mia, noah, goal):
    file = upload(room, noah)
    made = add_inside(room, noah, "evidence", goal, file=str(file.pk))
    removed = do(room, noah, "evidence.remove", evidence=made, base=99)
    assert File.objects.get().attached_at is None

    do(room, noah, "goal.undo", seq=removed.seq)

    assert visible_file(member_of(room, mia), file.pk) == file
    assert piece(room, made)["file"]["id"] == str(file.pk)


def test_file_that_its_author_takes_back_with_an_undo_is_loose_again(room, noah, goal):
    file = upload(room, noah)
    added = do(room, noah, "evidence.add", evidence=new_id(), goal=goal, file=str(file.pk))

    do(room, noah, "goal.undo", seq=added.seq)

    assert File.objects.get().attached_at is None


def test_evidence_whose_file_is_gone_does_not_come_back(room, noah, goal):
    made = add_inside(room, noah, "evidence", goal, file=str(upload(room, noah).pk))
    removed = do(room, noah, "evidence.remove", evidence=made, base=99)
    File.objects.let_go()

    told = refused(room, noah, "goal.undo", seq=removed.seq)

    assert (told.code, str(told.text)) == ("conflict", "This cannot be undone any more: the file is gone.")


def test_files_of_an_erased_goal_go_for_good(room, noah, goal):
    file = upload(room, noah)
    add_inside(room, noah, "evidence", goal, text="See there", file=str(file.pk))

    do(room, noah, "goal.erase", goal=goal, base=99)

    assert (forget_gone(), stored(file.pk), File.objects.count()) == (1, {}, 0)


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
