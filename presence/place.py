"""One place as this process sees it: its own seats, what others say, what is shown. Not here: the store (tracker)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from presence.state import HIDDEN, WINDOW_SIZE, Diff, View, foremost

if TYPE_CHECKING:
    from collections.abc import Collection

    from presence.state import Mark, State

GRACE_SECONDS = 10.0


@dataclass(slots=True)
class Connection:
    """One tab: what it last told of its person, and whom it stands for in which place."""

    state: State
    places: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Seat:
    """A person in a place, with the connections of this process that hold it."""

    visible: bool
    connections: dict[str, Connection] = field(default_factory=dict)

    @property
    def mark(self) -> Mark | None:
        if not self.visible:
            return HIDDEN
        return foremost(connection.state for connection in self.connections.values())


class Place:
    """Who is here, who is going, and what the last announced version shows of it."""

    def __init__(self, name: str, version: int) -> None:
        self.name = name
        self.version = version
        self.seats: dict[str, Seat] = {}
        self.elsewhere: dict[str, Mark] = {}
        self._shown: dict[str, State] = {}
        self._leaving: dict[str, float] = {}
        self._touched: dict[str, float] = {}
        self._withdrawn: set[str] = set()

    def touch(self, person: str, now: float) -> None:
        """Note that something about a person may have changed."""
        self._touched[person] = now

    def hear(self, said: dict[str, list[Mark]], now: float) -> None:
        """Take what the other processes say in place of what they said before."""
        heard = {person: mark for person, marks in said.items() if (mark := foremost(marks))}
        for person in heard.keys() | self.elsewhere.keys():
            if heard.get(person) != self.elsewhere.get(person):
                self.touch(person, now)
        self.elsewhere = heard

    def mark(self, person: str) -> Mark | None:
        seat = self.seats.get(person)
        said = (seat.mark if seat else None, self.elsewhere.get(person))
        return foremost(mark for mark in said if mark)

    def withdraw(self, person: str) -> None:
        """Stop showing somebody at once, without grace; the next diff says so."""
        self._leaving.pop(person, None)
        if self._shown.pop(person, None):
            self._withdrawn.add(person)

    def view(self, window: Collection[str]) -> View:
        count = len(self._shown)
        named = self._shown if count <= WINDOW_SIZE else [person for person in window if person in self._shown]
        return View(self.version, count, [(person, self._shown[person]) for person in named])

    def settle(self, now: float, version: int) -> Diff | None:
        """Bring what is shown up to date, and say what changed, if anything."""
        before = len(self._shown) + len(self._withdrawn)
        here = self._settle_touched()
        gone = sorted((self._withdrawn - here.keys()) | self._end_graces(now))
        self._withdrawn.clear()
        if not here and not gone:
            return None
        count = len(self._shown)
        if count <= WINDOW_SIZE < before:
            here = self._shown
        base, self.version = self.version, version
        return Diff(self.name, base, version, count, list(here.items()), gone)

    @property
    def is_settled(self) -> bool:
        """Whether nothing here waits for a later beat."""
        return not self._leaving

    def _settle_touched(self) -> dict[str, State]:
        here: dict[str, State] = {}
        for person, at in self._touched.items():
            mark = self.mark(person)
            if mark is None and person in self._shown:
                self._leaving.setdefault(person, at)
            elif mark == HIDDEN:
                self.withdraw(person)
            elif mark is not None:
                self._leaving.pop(person, None)
                if self._shown.get(person) != mark:
                    here[person] = self._shown[person] = mark
        self._touched.clear()
        return here

    def _end_graces(self, now: float) -> set[str]:
        gone = {person for person, since in self._leaving.items() if now - since >= GRACE_SECONDS}
        for person in gone:
            del self._leaving[person], self._shown[person]
        return gone
