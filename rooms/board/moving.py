"""Moving cards: alone, or many in a batch, by the same rules. Not here: where a card then stands (places)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rooms.board.deed import Deed
from rooms.board.places import Place, place_among, read_cards, role_of
from rooms.board.rules import conflict, missing, require_alive, require_hand
from rooms.models import Piece

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rooms.board.pieces import Values
    from rooms.log import Cause
    from rooms.models import Membership, RoomEvent
    from rooms.protocol.board import MoveGoalData

    Cards = Mapping[uuid.UUID, Piece]


def move_goal(member: Membership, cause: Cause, data: MoveGoalData) -> RoomEvent:
    """To its place, as the room now stands; a move to where it stands is noted only."""
    cards = read_cards([member.room], {uuid.UUID(data.column)}, {uuid.UUID(data.goal)})
    deed, goal = moved(member, cause, data, cards)
    return deed.record("goal.moved", goal)


def moved(member: Membership, cause: Cause, data: MoveGoalData, cards: Cards) -> tuple[Deed, Piece]:
    """The move, not stored yet; a goal that comes to Done is finished, and one that leaves it is not."""
    require_hand(member)
    goal = find_movable(member, cards.get(uuid.UUID(data.goal)))
    place = place_among(member.room, cards, uuid.UUID(data.column), data.after, but=goal)
    deed = Deed(member, cause)
    if not stands_there(goal, place):
        values: Values = {"moved_by": deed.by, "moved_at": deed.at}
        values |= {"column": str(place.column), "position": place.give(deed)}
        if place.column != goal.column:
            values["finished_at"] = deed.at if role_of(member.room, place.column) == "done" else None
        deed.set(goal, **values)
    return deed, goal


def find_movable(member: Membership, goal: Piece | None) -> Piece:
    if goal is None or goal.kind != Piece.Kind.GOAL or goal.room_id != member.room_id:
        raise missing(Piece.Kind.GOAL)
    goal.room = member.room
    require_alive(goal)
    if goal.state != "active":
        raise conflict(goal, _("This goal is only proposed: its owner accepts it first."))
    return goal


def stands_there(goal: Piece, place: Place) -> bool:
    def key(piece: Piece) -> tuple[str, str]:
        return piece.position, piece.pk.hex

    before = [card for card in place.cards if key(card) < key(goal)]
    return goal.column == place.column and len(before) == place.index
