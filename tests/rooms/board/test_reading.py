"""Reading a board: page by page, as it stood, what changed, and what happened to a goal."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rooms.board import reading
from rooms.board.reading import read_page
from rooms.conversation import answer_board_question
from rooms.models import RoomEvent
from rooms.protocol.board import BoardQuestion
from rooms.refusals import Refused
from tests.builders.board import add_goal, add_inside, board, column, do, many_goals
from tests.builders.chat import send
from tests.builders.people import person
from tests.builders.rooms import group_room

pytestmark = pytest.mark.django_db


def question(room, kind, **data):
    said = {"type": kind, "ref": 1, "room": str(room.pk), "data": data}
    return msgspec.convert(said, BoardQuestion)


def moment_of(room, seq):
    return RoomEvent.objects.get(room=room, seq=seq).at


def test_pages_hold_every_piece_once(room, noah):
    many_goals(room, noah, 450)
    room.refresh_from_db()

    first = read_page(room, None)
    second = read_page(room, first.next)

    ids = [each.id for each in (*first.pieces, *second.pieces)]
    assert (len(ids), second.next, len(first.pieces) > 200) == (453, None, True)
    assert set(ids) == set(board(room))


def test_page_stays_below_its_size_in_bytes(room, noah):
    for _ in range(30):
        add_goal(room, noah, why="x" * 2000, success="y" * 2000, obstacles="z" * 2000, help_wanted="w" * 2000)

    page = read_page(room, None)

    assert page.next is not None
    assert len(msgspec.json.encode(page)) < 210 * 1024


def test_reading_takes_as_many_queries_whatever_the_board(room, noah, goal):
    def queries():
        with CaptureQueriesContext(connection) as made:
            read_page(room, None)
        return len(made)

    few = queries()
    many_goals(room, noah, 30)

    assert (queries(), few) == (few, 2)


def test_board_is_read_as_it_stood(room, mia, noah, goal):
    do(room, mia, "goal.edit", goal=goal, base=1, fields={"title": "Later words"})
    do(room, mia, "goal.move", goal=goal, column=column(room, "done"))

    then = {each.id: each for each in read_page(room, None, moment_of(room, 1)).pieces}

    assert (then[goal].title, then[goal].column) == ("Write clearer reasons", column(room, "todo"))
    assert len(then) == 4


def test_erased_goal_is_shown_as_erased_in_the_past(room, noah, goal):
    do(room, noah, "goal.edit", goal=goal, base=1, fields={"title": "Secret"})
    do(room, noah, "goal.erase", goal=goal, base=9)

    (then,) = [each for each in read_page(room, None, moment_of(room, 2)).pieces if each.id == goal]
    now = read_page(room, None, moment_of(room, 3)).pieces

    assert msgspec.to_builtins(then).keys() == {"kind", "id", "version", "state", "at"}
    assert then.state == "erased"
    assert goal not in {each.id for each in now}


def test_differences_name_the_fields_that_changed(room, mia, noah, goal):
    task = add_inside(room, mia, "task", goal, title="Read")
    do(room, mia, "goal.edit", goal=goal, base=1, fields={"title": "Later words"})
    do(room, noah, "goal.move", goal=goal, column=column(room, "doing"))

    found = reading.compare(room, moment_of(room, 1), None)

    shown = {each.id: msgspec.to_builtins(each) for each in found}
    assert set(shown) == {goal, task}
    assert (shown[task]["before"], shown[task]["after"]["title"], shown[task]["goal"]) == (None, "Read", goal)
    assert shown[goal]["before"] == {
        "kind": "goal", "id": goal, "title": "Write clearer reasons", "column": column(room, "todo"),
    }  # fmt: skip
    assert reading.compare(room, moment_of(room, 3), moment_of(room, 3)) == []


def test_log_tells_what_happened_to_one_goal(room, mia, noah, goal):
    other = add_goal(room, noah, "Another")
    send(room, mia, "Well done")
    do(room, mia, "goal.edit", goal=goal, base=1, fields={"title": "Later words"})

    mine = msgspec.json.decode(msgspec.json.encode(reading.read_log(room, goal, None)))
    older = msgspec.json.decode(msgspec.json.encode(reading.read_log(room, None, 4)))

    assert [(each["seq"], each["type"]) for each in mine["events"]] == [(4, "goal.edited"), (1, "goal.added")]
    assert [(each["seq"], each["data"]["made"][0]["id"]) for each in older["events"]] == [(2, other), (1, goal)]


def test_log_comes_in_pages(room, noah, goal):
    for no in range(101):
        do(room, noah, "goal.edit", goal=goal, base=999, fields={"title": f"Title {no}"})

    first = reading.read_log(room, goal, None)

    assert (len(first.events), first.more) == (100, True)


@pytest.mark.parametrize(
    "said", [("board.read", {}), ("board.log", {}), ("board.compare", {"since": "2020-01-01T00:00:00Z"})]
)
def test_board_is_read_by_members_of_mentorship_rooms(room, noah, goal, said):
    kind, data = said
    clerks = group_room("Clerks", noah)

    with pytest.raises(Refused, match="not_found"):
        answer_board_question(person("zoe").pk, question(room, kind, **data))
    with pytest.raises(Refused, match="not_found"):
        answer_board_question(noah.pk, question(clerks, kind, **data))
    assert answer_board_question(noah.pk, question(room, kind, **data)) is not None


def test_moment_without_a_zone_is_refused(room):
    with pytest.raises(msgspec.ValidationError):
        question(room, "board.read", at="2026-01-01T00:00:00")


def test_board_before_its_first_event_is_empty(room, goal):
    early = moment_of(room, 1) - timedelta(days=1)

    assert sorted(each.role for each in read_page(room, None, early).pieces) == ["doing", "done", "todo"]
