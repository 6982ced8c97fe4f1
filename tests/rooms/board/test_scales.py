"""Goal attainment scaling: levels written beforehand, fixed once started, scored on what was written."""

from __future__ import annotations

import pytest

from rooms.models import Piece
from tests.builders.board import changes_of, do, piece, refusal, refused, version
from tests.builders.chat import new_id
from tests.builders.people import person

pytestmark = pytest.mark.django_db

LEVELS = ["None is clear", "One in four", "Half are clear", "Three in four", "All are clear"]


def write(room, who, goal, scale="", **more):
    scale = scale or new_id()
    do(room, who, "scale.write", **{"scale": scale, "goal": goal, "levels": LEVELS, **more})
    return scale


@pytest.fixture
def started(room, mia, noah, goal):
    scale = write(room, noah, goal)
    do(room, mia, "scale.start", scale=scale, base=2)
    return scale


def test_scale_is_written_as_a_draft(room, noah, goal):
    scale = write(room, noah, goal, weight=2)

    shown = piece(room, scale)
    assert (shown["no"], shown["state"], shown["levels"], shown["weight"]) == (1, "draft", LEVELS, 2)
    assert b"clear" not in bytes(Piece.objects.get(pk=scale).words)


def test_draft_is_rewritten_by_who_saw_it(room, mia, noah, goal):
    scale = write(room, noah, goal)
    write(room, mia, goal, scale, levels=[*LEVELS[:4], "Every one"], base=2)

    assert refusal(room, noah, "scale.write", scale=scale, goal=goal, levels=LEVELS, base=2) == "conflict"
    assert piece(room, scale)["levels"][4] == "Every one"


def test_second_draft_is_refused(room, noah, goal):
    write(room, noah, goal)

    assert refusal(room, noah, "scale.write", scale=new_id(), goal=goal, levels=LEVELS) == "conflict"


def test_scale_with_an_empty_level_is_not_started(room, noah, goal):
    scale = write(room, noah, goal, levels=[*LEVELS[:4], " "])

    assert refusal(room, noah, "scale.start", scale=scale, base=9) == "bad_shape"


def test_started_scale_stays_as_it_is(room, mia, goal, started):
    no = refused(room, mia, "scale.write", scale=started, goal=goal, levels=LEVELS[::-1], base=9)

    assert (no.code, no.piece.levels, no.piece.state) == ("conflict", LEVELS, "started")
    assert refusal(room, mia, "scale.start", scale=started, base=9) == "conflict"


def test_new_version_takes_the_place_of_the_old_one_when_it_is_started(room, noah, goal, started):
    second = write(room, noah, goal)
    assert (piece(room, second)["no"], piece(room, started)["state"]) == (2, "started")

    do(room, noah, "scale.start", scale=second, base=version(room, second))

    assert (piece(room, second)["state"], piece(room, started)["state"]) == ("started", "superseded")


def test_score_is_of_the_started_version(room, mia, noah, goal, started):
    do(room, mia, "scale.score", scale=started, score=1, because="Three of four")

    shown = piece(room, started)
    assert (shown["score"], shown["because"], shown["scored_by"]) == (1, "Three of four", str(mia.pk))
    assert do(room, noah, "scale.score", scale=started, score=1, because="Three of four").kind == "event.noted"
    draft = write(room, noah, goal)
    assert refusal(room, noah, "scale.score", scale=draft, score=2) == "conflict"


def test_scored_by_two_has_the_last_score_and_says_what_was_written_over(room, mia, noah, started):
    do(room, mia, "scale.score", scale=started, score=1, because="Three of four", base=3)

    event = do(room, noah, "scale.score", scale=started, score=0, base=3)
    seen = do(room, mia, "scale.score", scale=started, score=2, base=event.seq)

    assert [changes_of(each).over for each in (event, seen)] == [["score", "because"], []]


def test_start_cannot_be_undone(room, mia, started):
    assert refusal(room, mia, "goal.undo", seq=3) == "conflict"


def test_rewriting_of_a_draft_is_not_undone_once_it_was_started(room, mia, noah, goal):
    scale = write(room, noah, goal)
    write(room, noah, goal, scale, levels=[*LEVELS[:4], "Every one"], base=2)
    do(room, mia, "scale.start", scale=scale, base=3)

    assert refusal(room, noah, "goal.undo", seq=3) == "conflict"
    assert piece(room, scale)["levels"][4] == "Every one"


def test_scale_of_strangers_is_refused(room, goal, started):
    assert refusal(room, person("zoe"), "scale.score", scale=started, score=2) == "not_found"
