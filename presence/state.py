"""What can be said of somebody's presence, and what a place shows of it (pure). Not here: who keeps it (tracker)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

State = Literal["active", "idle", "away"]
Mark = Literal["active", "idle", "away", "hidden"]

HIDDEN: Final = "hidden"
WINDOW_SIZE = 200
# A person who hides is hidden everywhere, whatever an older connection says.
FOREMOST: tuple[Mark, ...] = ("hidden", "active", "idle", "away")


def foremost(marks: Iterable[Mark]) -> Mark | None:
    """What many connections or processes say of one person, as one word; None when nobody says anything."""
    return min(marks, key=FOREMOST.index, default=None)


@dataclass(frozen=True, slots=True)
class View:
    """Who is in a place as of a version; above WINDOW_SIZE only the count and the people asked for."""

    version: int
    count: int
    people: list[tuple[str, State]]


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed in a place between two versions.

    Folded over a view of version `base` it gives the view of `version`. One that brings the count down to
    WINDOW_SIZE names everybody, since whoever looked through a window knew only some.
    """

    place: str
    base: int
    version: int
    count: int
    here: list[tuple[str, State]]
    gone: list[str]

    def within(self, window: Collection[str]) -> Diff:
        """What of it a reader with this window is sent: itself, or in a crowd only the count and the window's people.

        A crowd's reader hears of every version, so that a missed one is noticed.
        """
        if self.count <= WINDOW_SIZE:
            return self
        here = [(person, state) for person, state in self.here if person in window]
        gone = [person for person in self.gone if person in window]
        return replace(self, here=here, gone=gone)
