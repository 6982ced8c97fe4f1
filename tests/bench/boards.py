"""The boards of the bench as its clients know them: which card goes where next. Not here: who sends it (movers)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOVE = (
    '{"type":"goal.move","ref":1,"room":"%s","client_id":"%s","data":{"goal":"%s","column":"%s","after":%s}}'
)  # fmt: skip


@dataclass(frozen=True)
class Board:
    """One room's goals and columns; the stage put the goals into the columns in turn."""

    room: str
    columns: list[str]
    goals: list[str]
    turns: Iterator[int] = field(default_factory=lambda: count(0))

    def next_move(self) -> bytes:
        """A command that really moves a card: into the next column, first there and last there by turns."""
        turn = next(self.turns)
        times, no = divmod(turn, len(self.goals))
        column = self.columns[(no + times + 1) % len(self.columns)]
        goal = self.goals[no]
        # Behind a card that is not there (no card is behind itself) means last.
        after = f'"{goal}"' if turn % 2 else "null"
        return (MOVE % (self.room, uuid.uuid4(), goal, column, after)).encode()
