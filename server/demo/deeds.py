"""Lines with their times into deeds in the order of their happening. Not here: doing them (stage)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from random import Random

    from server.demo.script import Line
    from server.demo.timing import Said

LATEST_REACTION_SECONDS = 20 * 60


class Kind(Enum):
    SEND = auto()
    EDIT = auto()
    DELETE = auto()
    REACT = auto()


@dataclass(frozen=True, slots=True)
class Deed:
    at: datetime
    kind: Kind
    who: str
    line: Line
    emoji: str = ""


def deeds(told: Iterable[Said], now: datetime, rng: Random) -> list[Deed]:
    """All that happens to these lines until now, oldest first."""
    found = [deed for said in told for deed in _about(said, now, rng)]
    return sorted(found, key=lambda deed: deed.at)


def _about(said: Said, now: datetime, rng: Random) -> Iterator[Deed]:
    line, at = said.line, said.at
    yield Deed(at, Kind.SEND, line.who, line)
    if line.was:
        yield Deed(min(at + timedelta(seconds=rng.randint(30, 240)), now), Kind.EDIT, line.who, line)
    if line.gone_after:
        yield Deed(min(at + line.gone_after, now), Kind.DELETE, line.gone_by or line.who, line)
    else:
        for who, emoji in line.reactions:
            moment = at + timedelta(seconds=rng.randint(20, LATEST_REACTION_SECONDS))
            yield Deed(min(moment, now), Kind.REACT, who, line, emoji)
