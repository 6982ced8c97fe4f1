"""A board as its events make it (pure): at any earlier moment, and what changed between two. Not here: reading them.

The same fold as in every client. Events of an erased goal have no changes left; the goal is then shown as erased.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec

from rooms.board.pieces import shape
from rooms.protocol.pieces import Changes, Difference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rooms.board.pieces import Values

Board = dict[str, Any]

BIRTHS = ("goal.added", "goal.proposed")
# Where a card stands in its column, and when it was touched, says nothing about how far somebody has come.
UNREMARKABLE = {"version", "position", "moved_by", "moved_at", "nudged_at"}


class Happening(NamedTuple):
    """One event of the board; without changes its words were erased since."""

    seq: int
    kind: str
    subject: str
    at: str
    changes: Changes | None


def follow(board: Board, happenings: Iterable[Happening]) -> Board:
    """The board after them; pieces are plain values by id, and the given board is changed."""
    for happening in happenings:
        if happening.changes is not None:
            apply(board, happening.changes, happening.seq)
        elif happening.kind in BIRTHS:
            board[happening.subject] = erased_goal(happening)
    return board


def apply(board: Board, changes: Changes, seq: int) -> None:
    """What is as new as the event already stays as it is; a goal that goes takes all inside it along."""
    for piece in changes.made:
        if piece.id not in board or board[piece.id]["version"] < seq:
            board[piece.id] = msgspec.to_builtins(piece)
    for piece in changes.changed:
        if piece.id in board and board[piece.id]["version"] < seq:
            board[piece.id] = board[piece.id] | msgspec.to_builtins(piece)
    for piece_id in changes.gone:
        if piece_id in board and board[piece_id]["version"] < seq:
            for known in [key for key, piece in board.items() if piece_id in (key, piece.get("goal"))]:
                del board[known]


def erased_goal(happening: Happening) -> Values:
    return {
        "kind": "goal", "id": happening.subject, "version": happening.seq, "state": "erased", "at": happening.at,
    }  # fmt: skip


def differences(before: Board, after: Board) -> list[Difference]:
    """Piece by piece, in the order of their ids: with the fields that differ, or whole where it came or went."""
    found = (difference(piece_id, before.get(piece_id), after.get(piece_id)) for piece_id in sorted({*before, *after}))
    return [each for each in found if each]


def difference(piece_id: str, before: Values | None, after: Values | None) -> Difference | None:
    known = before or after or {}
    if before and after:
        names = {name for name in {*before, *after} - UNREMARKABLE if before.get(name) != after.get(name)}
        if not names:
            return None
        before, after = only(before, names), only(after, names)
    return Difference(
        id=piece_id,
        goal=known.get("goal"),
        before=shape(before) if before else None,
        after=shape(after) if after else None,
    )


def only(piece: Values, names: set[str]) -> Values:
    return {name: value for name, value in piece.items() if name in names | {"kind", "id"}}
