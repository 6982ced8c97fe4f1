"""Proposals to close a room, and copies of one, through the real verbs. Not here: messages (chat)."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from rooms import closing
from rooms.export import read_copy, zipped
from tests.builders.chat import member_of

if TYPE_CHECKING:
    from rooms.models import Closing, Room
    from server.accounts.models import Person

REACHED = "Leads a hearing alone"


def proposed(room: Room, who: Person, reached: str = REACHED) -> Closing:
    return closing.propose(member_of(room, who), closing.Words(reached=reached))


def signed(room: Room, who: Person, *, with_notice: bool = False, version: int = 1) -> Closing:
    return closing.sign(member_of(room, who), version, with_notice=with_notice)


def closed(room: Room, *people: Person) -> None:
    """Close the room by the signatures of these, the first of whom proposes it."""
    proposed(room, people[0])
    for each in people:
        signed(room, each)
    room.refresh_from_db()


def copy_of(room: Room, who: Person) -> dict[str, str]:
    """What the member's copy holds, by name."""
    packed = b"".join(zipped(read_copy(member_of(room, who))))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}
