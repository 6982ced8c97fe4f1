"""Deeds on goal boards, done through the real verbs, and boards as plain values. Not here: messages (chat)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from rooms.board.deed import Deed
from rooms.board.pieces import column_id, values_of
from rooms.board.positions import spread
from rooms.board.reading import read_board
from rooms.log import Cause
from rooms.models import Piece, RoomEvent
from rooms.protocol.commands import AnyCommand
from rooms.protocol.pieces import Changes
from rooms.refusals import Refused
from rooms.rendering import open_body
from rooms.vault import keyring
from tests.builders.chat import carry, member_of, new_id

if TYPE_CHECKING:
    from rooms.models import Room
    from rooms.protocol.board import BoardCommand
    from server.accounts.models import Person


def asking(room: Room, kind: str, *, client_id: str = "", **data: Any) -> BoardCommand:
    """A command as it would come over the wire."""
    said = {"type": kind, "ref": 1, "room": str(room.pk), "client_id": client_id or new_id(), "data": data}
    return msgspec.convert(said, AnyCommand)


def do(room: Room, who: Person, kind: str, **data: Any) -> RoomEvent:
    """Carry out one command and give the row that it left; raises Refused."""
    done = carry(room, who, asking(room, kind, **data)).done
    return RoomEvent.objects.get(room=room, seq=done.seq)


def refused(room: Room, who: Person, kind: str, **data: Any) -> Refused:
    """The refusal of a command, which changed nothing."""
    before = board(room), RoomEvent.objects.filter(room=room).count()
    with pytest.raises(Refused) as caught:
        do(room, who, kind, **data)
    assert (board(room), RoomEvent.objects.filter(room=room).count()) == before
    return caught.value


def refusal(room: Room, who: Person, kind: str, **data: Any) -> str:
    return refused(room, who, kind, **data).code


def board(room: Room) -> dict[str, dict[str, Any]]:
    """Every piece by its id."""
    return {piece.id: msgspec.to_builtins(piece) for piece in read_board(room)}


def piece(room: Room, piece_id: str) -> dict[str, Any]:
    return board(room)[piece_id]


def column(room: Room, role: str) -> str:
    return str(column_id(room, role))


def cards(room: Room, role: str = "todo") -> list[str]:
    """The titles of a column's cards, as everybody sees them."""
    goals = [each for each in board(room).values() if each["kind"] == "goal" and each["state"] == "active"]
    mine = [each for each in goals if each["column"] == column(room, role)]
    return [each["title"] for each in sorted(mine, key=lambda each: (each["position"], each["id"]))]


def add_goal(room: Room, who: Person, title: str = "Write clearer reasons", **more: Any) -> str:
    """A mentee's goal, last in the first column unless a place is named; its id."""
    place = {name: more.pop(name) for name in ("column", "after") if name in more}
    goal = new_id()
    do(room, who, "goal.add", goal=goal, fields={"title": title, **more}, **place)
    return goal


def propose_goal(room: Room, who: Person, title: str = "Chair a hearing", **more: Any) -> str:
    goal = new_id()
    do(room, who, "goal.propose", goal=goal, fields={"title": title, **more})
    return goal


def add_inside(room: Room, who: Person, kind: str, goal: str, **data: Any) -> str:
    """A milestone or task with its fields, or evidence or a check-in with its data; its id."""
    name = "check_in" if kind == "checkin" else kind
    inside = data if kind in ("evidence", "checkin") else {"fields": data}
    made = new_id()
    do(room, who, f"{kind}.add", goal=goal, **{name: made}, **inside)
    return made


def many_goals(room: Room, who: Person, count: int) -> list[str]:
    """So many goals like the first one, as fast as the database takes them."""
    first = Piece.objects.get(pk=add_goal(room, who, "Many"))
    values = values_of(first, keyring.for_room(room))
    deed = Deed(member_of(room, who), Cause.deed(who.pk))
    ids = [new_id() for _ in range(count - 1)]
    for goal, position in zip(ids, spread(count - 1), strict=True):
        deed.make("goal", goal, values | {"position": position})
    deed.record("goal.added", first)
    return [str(first.pk), *ids]


def changes_of(event: RoomEvent) -> Changes:
    """What an event says it did."""
    return msgspec.json.decode(open_body(event, keyring.for_room(event.room)), type=Changes)


def version(room: Room, piece_id: str) -> int:
    return int(piece(room, piece_id)["version"])
