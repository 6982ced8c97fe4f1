"""Lets the invented people work on their goals, through the verbs of the board. Not here: which goals (texts).

A step names pieces by words of its own (`goal = "shorter"`), days by their distance (`due_on = "+4w"`), and columns by
their roles.
"""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from rooms.board.acting import act
from rooms.board.pieces import column_id
from rooms.protocol.board import BoardCommand
from server.demo.sessions import Meetings
from server.demo.timing import day_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from random import Random

    from rooms.log import Cause
    from rooms.models import Membership, RoomEvent
    from server.demo.timing import Clock

COLUMNS = ("todo", "doing", "done")
NAMES = ("goal", "column", "after", "milestone", "task", "check_in", "evidence", "scale")
DAYS = ("due_on", "starts_on")
DISTANCE = re.compile(r"([+-]\d+)w")


class Step(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command of one person; `when` is said as in the headings of conversations."""

    when: str
    who: str
    do: str
    data: dict[str, Any]


class Work(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is done in a room beside its chat; `note` is what its shared note says."""

    note: str = ""
    step: list[Step] = []
    sessions: Meetings = Meetings()


@dataclass(frozen=True, slots=True)
class Placed:
    """A step with its time."""

    at: datetime
    who: str
    step: Step


@dataclass(slots=True)
class Names:
    """The ids behind the words by which the steps of a room name its pieces."""

    rng: Random
    now: datetime
    ids: dict[str, str] = field(default_factory=dict)

    def id_of(self, name: str) -> str:
        if name not in self.ids:
            self.ids[name] = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
        return self.ids[name]


def read_work(path: Path) -> Work:
    return msgspec.toml.decode(path.read_bytes(), type=Work) if path.is_file() else Work()


def placed(steps: Iterable[Step], clock: Clock, now: datetime) -> list[Placed]:
    return [Placed(moment_of(step, clock, now.date()), step.who, step) for step in steps]


def moment_of(step: Step, clock: Clock, today: date) -> datetime:
    *day, at = step.when.split()
    return clock.local(day_of(day, today), time.fromisoformat(at), step.who).astimezone(UTC)


def take(member: Membership, cause: Cause, deed: Placed, names: Names) -> RoomEvent:
    """Carry out a step as its author, who sees the board as it is."""
    told = {
        "type": deed.step.do, "ref": 1, "room": str(member.room_id), "client_id": cause.client_id,
        "data": meant(deed.step.data, member, names),
    }  # fmt: skip
    return act(member, cause, msgspec.convert(told, type=BoardCommand))


def meant(data: dict[str, Any], member: Membership, names: Names) -> dict[str, Any]:
    """The data of a step as a browser would send it."""
    said = {name: _meant(name, value, member, names) for name, value in data.items()}
    return said | {"base": member.room.head} if said.pop("seen", False) else said


def _meant(name: str, value: Any, member: Membership, names: Names) -> Any:
    if isinstance(value, dict):
        return {each: _meant(each, inner, member, names) for each, inner in value.items()}
    if name == "column" and value in COLUMNS:
        return str(column_id(member.room, value))
    if name in NAMES:
        return names.id_of(value)
    if name in DAYS:
        return (names.now + timedelta(weeks=weeks_of(value))).date().isoformat()
    return value


def weeks_of(words: str) -> int:
    found = DISTANCE.fullmatch(words)
    if not found:
        raise ValueError(f"A day is so many weeks from now, like +4w or -2w: {words!r}")
    return int(found[1])
