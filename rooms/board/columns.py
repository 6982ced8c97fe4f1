"""The columns of a board: three in every room, and up to three of its own. Not here: the cards in them (goals)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rooms.board.deed import Deed
from rooms.board.pieces import in_order, unstored_column, unstored_columns, values_of
from rooms.board.places import role_of
from rooms.board.positions import between, spread
from rooms.board.rules import (
    conflict,
    find,
    require_fewer,
    require_free_id,
    require_hand,
    require_seen,
    require_sound,
    tidied,
    written_over,
)
from rooms.models import Piece
from rooms.refusals import Refused

if TYPE_CHECKING:
    from rooms.log import Cause
    from rooms.models import Membership, RoomEvent
    from rooms.protocol.board import AddColumnData, EditColumnData, SeenColumnData

BOARD_COLUMNS = 6
COLUMN = Piece.Kind.COLUMN


def add_column(member: Membership, cause: Cause, data: AddColumnData) -> RoomEvent:
    """One of the room's own, behind another column, or first."""
    require_hand(member)
    require_free_id(data.column)
    deed = Deed(member, cause)
    values = {"name": "", "hint": None, "role": "own"} | tidied(data.fields)
    require_sound(COLUMN, values)
    columns = read_columns(deed)
    require_fewer(len(columns), BOARD_COLUMNS, _("A board has at most six columns."))
    column = deed.make(COLUMN, data.column, values | {"position": position_behind(deed, columns, data.after)})
    return deed.record("column.added", column)


def read_columns(deed: Deed) -> list[Piece]:
    """All columns in their order, with those that are not stored."""
    stored = list(Piece.objects.of_kind(deed.room, COLUMN))
    return in_order([*stored, *unstored_columns(deed.room, [column.pk for column in stored], deed.cipher)])


def position_behind(deed: Deed, columns: list[Piece], after: str | None) -> str:
    ids = [str(column.pk) for column in columns]
    index = 0 if after is None else ids.index(after) + 1 if after in ids else len(ids)
    left = columns[index - 1].position if index else ""
    right = columns[index].position if index < len(columns) else ""
    return between(left, right) or make_room(deed, columns, index)


def make_room(deed: Deed, columns: list[Piece], index: int) -> str:
    """New places for all columns, and the one that is left free for the new column."""
    keys = spread(len(columns) + 1)
    mine = keys.pop(index)
    for column, key in zip(columns, keys, strict=True):
        deed.set(column, position=key)
    return mine


def edit_column(member: Membership, cause: Cause, data: EditColumnData) -> RoomEvent:
    """Of two who name a column the last one wins, and hears of the other."""
    require_hand(member)
    deed = Deed(member, cause)
    column = find_column(deed, data.column)
    fields = tidied(data.fields)
    require_sound(COLUMN, values_of(column, deed.cipher) | fields)
    over = written_over(member, column, fields, data.base)
    names = deed.set(column, **fields)
    return deed.record("column.edited", column, over=[name for name in names if name in over])


def find_column(deed: Deed, column_id: str) -> Piece:
    role = role_of(deed.room, uuid.UUID(column_id))
    stored = Piece.objects.of_kind(deed.room, COLUMN).filter(pk=uuid.UUID(column_id)).first()
    if stored or role == "own":
        return stored or find(deed.room, COLUMN, column_id)
    return unstored_column(deed.room, role, deed.cipher)


def remove_column(member: Membership, cause: Cause, data: SeenColumnData) -> RoomEvent:
    """Only one of the room's own, and only when no card stands in it."""
    require_hand(member)
    deed = Deed(member, cause)
    if role_of(deed.room, uuid.UUID(data.column)) != "own":
        raise Refused("forbidden", _("Every board keeps these three columns: rename them as you like."))
    column = find(deed.room, COLUMN, data.column)
    require_seen(member, data.base, column)
    if Piece.objects.filter(room=deed.room, column=column.pk, state="active").exists():
        raise conflict(column, _("There are cards in this column: move them first."))
    deed.remove([column])
    return deed.record("column.removed", column)
