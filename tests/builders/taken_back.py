"""A change of a board that somebody tried to take back, and what should have become of the board. Not here: the try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rooms.refusals import Refused

Seen = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class TakenBack:
    """The boards around a change, those around the try to take it back, and why that was refused."""

    before: Seen
    after: Seen
    now: Seen
    then: Seen
    refused: Refused | None

    def expected(self) -> Seen:
        """The board as it is now, but for what the change did."""
        kept = {key: dict(piece) for key, piece in self.now.items() if key in self.before or key not in self.after}
        for key, piece in self.before.items():
            after = self.after.get(key)
            # Of a piece that had gone every field comes back, also those that say nothing.
            undone = {name: value for name, value in piece.items() if after is None or value != after.get(name)}
            if undone:
                kept[key] = kept.get(key, {}) | undone
        return kept

    def is_untouched(self) -> bool:
        """Whether all that the change is about stands as the change left it: then nothing may refuse."""
        changed = {key for key in self.before.keys() | self.after.keys() if self.before.get(key) != self.after.get(key)}
        pieces = [seen[key] for seen in (self.before, self.after) for key in changed if key in seen]
        near = changed | {piece.get(name) for piece in pieces for name in ("goal", "column")}
        return self._near(near, self.now) == self._near(near, self.after)

    @staticmethod
    def _near(ids: set[str], seen: Seen) -> Seen:
        return {key: one for key, one in seen.items() if ids & {key, one.get("goal"), one.get("column")}}
