"""Who is typing where, kept from becoming noise. Not here: hiding those who hide (the hub asks the tracker)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

ANNOUNCE_SECONDS = 3.0
TYPING_SECONDS = 6.0
CROWD_SIZE = 500


class TypingLine:
    """The typing people of this process's rooms; a line that is not renewed ends by itself."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        # Both are ordered by time, as each renewal moves its entry to the end.
        self._typing: dict[tuple[str, str], float] = {}
        self._announced: dict[tuple[str, str], float] = {}

    def start(self, place: str, person: str, *, people: int = 0) -> bool:
        """Whether to tell the others: not again within 3 s, and never in a crowd."""
        if people > CROWD_SIZE:
            return False
        now, key = self._clock(), (place, person)
        announce = now - self._announced.get(key, now - ANNOUNCE_SECONDS) >= ANNOUNCE_SECONDS
        if announce:
            self._announced.pop(key, None)
            self._announced[key] = now
        if announce or key in self._typing:
            self._typing.pop(key, None)
            self._typing[key] = now
        return announce

    def stop(self, place: str, person: str) -> bool:
        """Whether to tell the others, who were told that this person types."""
        return self._typing.pop((place, person), None) is not None

    def expire(self) -> list[tuple[str, str]]:
        """The (place, person) pairs that fell silent without a stop; to be told to the others."""
        now = self._clock()
        silent = older(self._typing, now - TYPING_SECONDS)
        for key in silent:
            del self._typing[key]
        for key in older(self._announced, now - ANNOUNCE_SECONDS):
            del self._announced[key]
        return silent


def older(times: dict[tuple[str, str], float], than: float) -> list[tuple[str, str]]:
    """The keys up to a time, from a dict in the order of time."""
    keys = []
    for key, at in times.items():
        if at > than:
            break
        keys.append(key)
    return keys
