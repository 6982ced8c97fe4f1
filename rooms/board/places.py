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
    from collections.abc import Iterable, Mapping, Sequence

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


def read_place(room: Room, column: str, after: str | None) -> Place:
    """A place as the database now has it."""
    wanted = uuid.UUID(column)
    return place_among(room, read_cards([room], {wanted}, set()), wanted, after)


def read_cards(rooms: Iterable[Room], columns: set[uuid.UUID], goals: set[uuid.UUID]) -> dict[uuid.UUID, Piece]:
    """These columns with all their cards, and these goals, without their words; one statement."""
    wanted = Q(column__in=columns, state="active") | Q(pk__in=columns | goals)
    rows = Piece.objects.filter(wanted, room__in=[room.pk for room in rooms]).defer("words")
    return {row.pk: row for row in rows}


def place_among(
    room: Room, cards: Mapping[uuid.UUID, Piece], column: uuid.UUID, after: str | None, *, but: Piece | None = None
) -> Place:
    """A place among cards that were read; `but` is not counted among the others, since it is to stand there."""
    stored = cards.get(column)
    is_own = stored and stored.kind == Piece.Kind.COLUMN and stored.room_id == room.pk
    if role_of(room, column) == "own" and not is_own:
        raise missing(Piece.Kind.COLUMN)
    others = [card for card in cards.values() if card.column == column and card.state == "active" and card is not but]
    return Place(others, column, after)


def role_of(room: Room, column: uuid.UUID) -> str:
    """What the column is for: one of the three that every room has, or the room's own."""
    return next((role for role in ROLES if column == column_id(room, role)), "own")
