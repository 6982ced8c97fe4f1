"""What a hub asks the database so that nothing is missed: heads, orders, gaps. Not here: acting on it (keeper)."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models.functions import Now

from rooms import log
from rooms.models import Control, Membership, Room, bulk
from rooms.reading import one_moment
from rooms.vault import NoKey

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rooms.bus import Frame

RECENT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Head:
    room: str
    epoch: str
    head: int
    message_no: int


@dataclass(frozen=True, slots=True)
class Order:
    """A control row, as plain values."""

    id: int
    kind: str
    sign_in: str
    person: str
    room: str


def moved_heads() -> list[Head]:
    """The rooms that moved in the last 30 s by database time; some that moved a little before are among them."""
    # The moment of a room that moves all the time is a little behind.
    since = Now() - RECENT - timedelta(seconds=bulk.STEADY_SECONDS)
    return [_head(row) for row in Room.objects.filter(moved_at__gte=since).values_list(*_COLUMNS)]


def heads_of(rooms: Iterable[str]) -> list[Head]:
    return [_head(row) for row in Room.objects.filter(pk__in=list(rooms)).values_list(*_COLUMNS)]


_COLUMNS = ("pk", "epoch", "head", "message_no")


def _head(row: tuple[object, ...]) -> Head:
    pk, epoch, head, message_no = row
    return Head(str(pk), str(epoch), int(str(head)), int(str(message_no)))


def rooms_of_people(people: Iterable[str]) -> dict[str, set[str]]:
    """The rooms of each person, as ids."""
    rooms: dict[str, set[str]] = defaultdict(set)
    pairs = Membership.objects.current().filter(person__in=list(people)).values_list("person_id", "room_id")
    for person, room in pairs:
        rooms[str(person)].add(str(room))
    return rooms


def recent_orders() -> list[Order]:
    """Orders of the last 30 s; ids may commit out of order, so whoever reads them remembers which it has seen."""
    rows = Control.objects.lately().order_by("pk")
    return [Order(row.pk, row.kind, row.sign_in, str(row.person or ""), str(row.room or "")) for row in rows]


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a room's log stands, and the next frames of it that are missing here."""

    head: Head
    frames: list[Frame]


def read_gap(room_id: str, after: int) -> Gap | None:
    """The next frames of a room that another process wrote, or that got lost on the way; None when there is no room."""
    with one_moment():
        room = Room.objects.filter(pk=room_id).first()
        if room is None:
            return None
        head = Head(str(room.pk), room.epoch, room.head, room.message_no)
        try:
            return Gap(head, log.frames_after(room, after))
        except NoKey:
            return None


class Watchman:
    """Notices within microseconds that another connection committed to the SQLite file; elsewhere says so always."""

    def __init__(self) -> None:
        self._seen: int | None = None
        self._file: sqlite3.Connection | None = None
        if connection.vendor == "sqlite":
            self._file = sqlite3.connect(str(connection.settings_dict["NAME"]), check_same_thread=False)

    @property
    def is_quick(self) -> bool:
        return self._file is not None

    def has_news(self) -> bool:
        if self._file is None:
            return True
        seen, self._seen = self._seen, self._file.execute("PRAGMA data_version").fetchone()[0]
        return seen != self._seen

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
