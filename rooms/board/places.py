"""Where a card stands in its column. Not here: the keys it is sorted by (positions), and moving it (goals)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db.models import Q

from rooms.board.pieces import ROLES, column_id, in_order
from rooms.board.positions import between, spread
from rooms.board.rules import missing
from rooms.models import Piece

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rooms.board.deed import Deed
    from rooms.models import Room

LAST = "last"


class Place:
    """A column as it now stands, and where in it a card shall be: behind another one, first (None) or LAST."""

    def __init__(self, cards: Sequence[Piece], column: uuid.UUID, after: str | None) -> None:
        self.column = column
        self.cards = in_order(cards)
        keys = [str(card.pk) for card in self.cards]
        # Whoever stood there has gone meanwhile: then the end is the least surprising place.
        last = len(keys) if after not in keys else keys.index(str(after)) + 1
        self.index = 0 if after is None else last

    def give(self, deed: Deed) -> str:
        """The card's sort key; where there is no room left, all cards of the column get new ones first."""
        left = self.cards[self.index - 1].position if self.index else ""
        right = self.cards[self.index].position if self.index < len(self.cards) else ""
        return between(left, right) or self._make_room(deed)

    def _make_room(self, deed: Deed) -> str:
        keys = spread(len(self.cards) + 1)
        mine = keys.pop(self.index)
        for card, key in zip(self.cards, keys, strict=True):
            deed.set(card, position=key)
        return mine


def read_place(room: Room, column: str, after: str | None, *, but: str = "") -> tuple[Place, Piece | None]:
    """The place, and the goal `but` that is to stand there, which is not counted among the others; one statement."""
    wanted = uuid.UUID(column)
    mine = uuid.UUID(but) if but else None
    rows = Piece.objects.filter(Q(column=wanted, state="active") | Q(pk__in=[wanted, mine or wanted]), room=room)
    found = {row.pk: row for row in rows.defer("words")}
    for row in found.values():
        row.room = room
    stored, goal = found.pop(wanted, None), found.pop(mine, None) if mine else None
    if role_of(room, wanted) == "own" and (stored is None or stored.kind != Piece.Kind.COLUMN):
        raise missing(Piece.Kind.COLUMN)
    return Place(list(found.values()), wanted, after), goal


def role_of(room: Room, column: uuid.UUID) -> str:
    """What the column is for: one of the three that every room has, or the room's own."""
    return next((role for role in ROLES if column == column_id(room, role)), "own")
