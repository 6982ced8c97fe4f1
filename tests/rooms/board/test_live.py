"""The board over the socket: commands, what the other hears of them, questions, limits, and several processes."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
from asgiref.sync import sync_to_async

from rooms.models import Piece, Room, RoomEvent
from tests.builders.board import add_goal, asking, board, cards, column, do
from tests.builders.chat import new_id
from tests.builders.writers import desk

if TYPE_CHECKING:
    from tests.builders.live import Client

pytestmark = pytest.mark.django_db(transaction=True)

MOVES = 20
RACES = 5


@pytest.fixture
def goal(room, noah):
    return add_goal(room, noah)


async def ask(client, room, kind, **data):
    return await client.ask(kind, room, data, client_id=new_id())


async def both(connect, room, mia, noah):
    """Two open clients of the room."""
    clients = connect(mia), connect(noah)
    for client in clients:
        await client.hello({str(room.pk): None})
    return clients


async def test_move_is_answered_behind_its_event_and_heard_by_the_other(connect, room, mia, noah, goal):
    mine, theirs = await both(connect, room, mia, noah)

    reply = await ask(mine, room, "goal.move", goal=goal, column=column(room, "done"))
    event = await theirs.hear("goal.moved")

    (changed,) = event["data"]["changed"]
    assert (reply["ok"], reply["data"]["seq"], event["seq"]) == (True, 2, 2)
    assert (changed["id"], changed["column"], changed["version"]) == (goal, column(room, "done"), 2)
    assert await mine.hear("goal.moved") == event


async def test_refusal_brings_the_piece_as_it_stands(connect, room, mia, noah, goal):
    mine, theirs = await both(connect, room, mia, noah)
    await ask(theirs, room, "goal.edit", goal=goal, base=1, fields={"title": "Newer"})

    reply = await ask(mine, room, "goal.archive", goal=goal, base=1)

    assert (reply["error"]["code"], reply["error"]["piece"]["title"]) == ("conflict", "Newer")


async def test_board_is_read_and_asked_over_the_socket(connect, room, mia, noah, goal):
    mine, _theirs = await both(connect, room, mia, noah)

    page = (await mine.ask("board.read", room, {}))["data"]["board"]
    log = (await mine.ask("board.log", room, {"goal": goal}))["data"]["log"]
    changed = (await mine.ask("board.compare", room, {"since": "2020-01-01T00:00:00Z"}))["data"]["differences"]

    assert (page["head"], page["next"], len(page["pieces"])) == (1, None, 4)
    assert [event["type"] for event in log["events"]] == ["goal.added"]
    assert [each["after"]["title"] for each in changed] == ["Write clearer reasons"]


async def test_command_in_a_wrong_shape_is_refused_by_name(connect, room, mia, noah, goal):
    mine, _theirs = await both(connect, room, mia, noah)

    wrong = [{"due_on": "2026-02-30"}, {"level_now": 6}, {"state": "active"}, {"baseline": 1e13}, {"title": "x" * 201}]
    replies = [await ask(mine, room, "goal.edit", goal=goal, base=1, fields=fields) for fields in wrong]

    assert [reply["error"]["code"] for reply in replies] == ["bad_shape"] * 4 + ["too_long"]
    assert (await sync_to_async(cards)(room)) == ["Write clearer reasons"]


@pytest.fixture
def few_credits(settings):
    settings.RATES = {**settings.RATES, "board": (0.001, 2)}


@pytest.mark.usefixtures("few_credits")
async def test_too_many_changes_at_once_wait_in_their_order(connect, room, mia, noah, goal):
    mine, _theirs = await both(connect, room, mia, noah)
    refs = [
        mine.tell("goal.edit", room, {"goal": goal, "base": 1, "fields": {"unit": str(no)}}, client_id=new_id())
        for no in range(4)
    ]

    replies = [await mine.hear("reply", ref=ref) for ref in refs]

    codes = [reply["error"]["code"] if reply["error"] else "ok" for reply in replies]
    assert codes == ["ok", "ok", "too_fast", "behind"]


async def test_tail_out_of_memory_is_the_tail_of_the_log(connect, room, mia, noah, goal):
    mine, _theirs = await both(connect, room, mia, noah)
    other = new_id()
    await ask(mine, room, "goal.move", goal=goal, column=column(room, "done"))
    cursor = await sync_to_async(cursor_at)(room, 2)
    await ask(mine, room, "goal.edit", goal=goal, base=9, fields={"title": "Newer"})
    await sync_to_async(do)(room, noah, "goal.add", goal=other, fields={"title": "Another"})

    before = await tail(connect, noah, room, cursor)
    await sync_to_async(do)(room, noah, "goal.erase", goal=goal, base=9)
    after = await tail(connect, noah, room, cursor)

    assert [event["type"] for event in before] == ["goal.edited", "goal.added"]
    assert [event["type"] for event in after] == ["event.noted", "goal.added", "goal.erased"]


def cursor_at(room, seq):
    room.refresh_from_db()
    return {"epoch": room.epoch, "seq": seq, "tag": RoomEvent.objects.get(room=room, seq=seq).tag}


async def tail(connect, who, room, cursor):
    client: Client = connect(who)
    welcome = await client.hello({str(room.pk): cursor})
    return welcome["rooms"][str(room.pk)]["events"]


# Two processes


def test_moves_of_two_processes_at_once_leave_one_order_without_loss(room, mia, noah):
    goals = [add_goal(room, noah, title) for title in "abcdef"]
    with ExitStack() as stack:
        desks = [stack.enter_context(desk()) for _ in range(2)]
        for each in desks:
            each.writer.start()
        for no in range(MOVES):
            for each, who in zip(desks, (mia, noah), strict=True):
                after = goals[(no + 3) % 6] if no % 2 else None
                target = column(room, ("todo", "doing")[no % 2])
                each.submit(room, who, asking(room, "goal.move", goal=goals[no % 6], column=target, after=after))
        assert all(each.finish() for each in desks)
        answers = [answer for each in desks for said in each.answers().values() for answer in said]

    head = Room.objects.get(pk=room.pk).head
    assert sorted(answers) == list(range(7, head + 1))
    assert sorted(cards(room) + cards(room, "doing")) == list("abcdef")
    placed = Piece.objects.of_kind(room, "goal").values_list("column", "position")
    assert len(set(placed)) == 6


def test_edit_and_erasure_at_once_end_in_one_of_two_ways(room, mia, noah):
    for no in range(RACES):
        goal = add_goal(room, noah, f"Goal {no}")
        base = Piece.objects.get(pk=goal).version
        with desk() as mine, desk() as theirs:
            mine.writer.start()
            theirs.writer.start()
            theirs.submit(room, mia, asking(room, "goal.edit", goal=goal, base=base, fields={"why": "Mia's"}))
            mine.submit(room, noah, asking(room, "goal.erase", goal=goal, base=base))
            assert mine.finish()
            assert theirs.finish()
            ((edited,),) = theirs.answers().values()
            ((erased,),) = mine.answers().values()

        if erased == "conflict":
            assert (isinstance(edited, int), board(room)[goal]["why"]) == (True, "Mia's")
        else:
            assert (edited, goal in board(room)) == ("not_found", False)
