"""Pieces as rows, as plain values, and as shapes of the wire. Not here: what may become of them (rules, the verbs).

Values are the fields of a piece's shape as plain JSON, but for its kind, id, goal and version.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import msgspec

from rooms.models import Piece
from rooms.protocol.pieces import AnyPiece
from rooms.rendering import encode, moment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rooms.models import Room
    from rooms.vault import RoomCipher

Values = dict[str, Any]

# What stands in columns of its own, since the board is ordered and counted by it.
IN_CLEAR = {
    Piece.Kind.COLUMN: ("position",),
    Piece.Kind.GOAL: ("state", "owner", "column", "position", "moved_by", "moved_at", "finished_at"),
    Piece.Kind.MILESTONE: ("state",),
    Piece.Kind.SCALE: ("state",),
}
ROLES = {"todo": "F", "doing": "V", "done": "k"}


def clear_fields(kind: str) -> tuple[str, ...]:
    return IN_CLEAR.get(Piece.Kind(kind), ())


def clear_value(piece: Piece, field: str) -> str | None:
    value = getattr(piece, f"{field}_id" if field in ("owner", "moved_by") else field)
    if isinstance(value, uuid.UUID):
        return str(value)
    return moment(value) if isinstance(value, datetime) else value


def set_clear(piece: Piece, field: str, value: str | None) -> None:
    match field:
        case "owner" | "moved_by":
            setattr(piece, f"{field}_id", uuid.UUID(value) if value else None)
        case "column":
            piece.column = uuid.UUID(value) if value else None
        case "moved_at" | "finished_at":
            setattr(piece, field, datetime.fromisoformat(value) if value else None)
        case _:
            setattr(piece, field, value)


def words_of(piece: Piece, cipher: RoomCipher) -> Values:
    plain = cipher.open("piece", piece.pk, "words", piece.sealed_at, bytes(piece.words))
    return cast("Values", msgspec.json.decode(plain))


def seal_words(piece: Piece, words: Values, cipher: RoomCipher) -> None:
    """Into the row, bound to its version; the caller has set that."""
    piece.sealed_at = piece.version
    piece.words = cipher.seal("piece", piece.pk, "words", piece.version, encode(words))


def values_of(piece: Piece, cipher: RoomCipher) -> Values:
    return words_of(piece, cipher) | {field: clear_value(piece, field) for field in clear_fields(piece.kind)}


def plain_piece(piece: Piece, values: Values) -> Values:
    """The piece with these of its values, as it goes over the wire."""
    inside = {"goal": str(piece.goal_id)} if piece.goal_id else {}
    return {"kind": str(piece.kind), "id": str(piece.pk), **inside, "version": piece.version, **values}


def shape(plain: Values) -> AnyPiece:
    return cast("AnyPiece", msgspec.convert(plain, cast("Any", AnyPiece)))


def view(piece: Piece, cipher: RoomCipher) -> AnyPiece:
    return shape(plain_piece(piece, values_of(piece, cipher)))


# The columns that every room has: stored only once somebody renames them, and known by their ids until then.


def column_id(room: Room, role: str) -> uuid.UUID:
    return uuid.uuid5(room.pk, role)


def unstored_columns(room: Room, stored: Iterable[uuid.UUID], cipher: RoomCipher) -> list[Piece]:
    known = set(stored)
    return [unstored_column(room, role, cipher) for role in ROLES if column_id(room, role) not in known]


def unstored_column(room: Room, role: str, cipher: RoomCipher) -> Piece:
    piece = Piece(pk=column_id(room, role), room=room, kind=Piece.Kind.COLUMN, version=0, born=0)
    piece.position = ROLES[role]
    seal_words(piece, {"name": "", "hint": None, "role": role}, cipher)
    return piece


def in_order(pieces: Iterable[Piece]) -> list[Piece]:
    """As the cards of a column stand. Not left to the database, which may sort letters by a language."""
    return sorted(pieces, key=lambda piece: (piece.position, piece.pk.hex))
