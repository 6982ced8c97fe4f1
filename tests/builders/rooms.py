"""Rooms with their members, as bare rows. Not here: what is said in them (tests.builders.chat)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rooms.log import Cause
from rooms.models import Membership, Room, RoomEvent
from rooms.vault import make_key

if TYPE_CHECKING:
    from server.accounts.models import Person


def membership(room: Room, person: Person, role: str) -> Membership:
    return Membership.objects.create(room=room, person=person, role=role)


def mentorship_room(mentor: Person, mentee: Person) -> Room:
    room = Room.objects.create(kind=Room.Kind.MENTORSHIP)
    make_key(room)
    membership(room, mentor, "mentor")
    membership(room, mentee, "mentee")
    return room


def group_room(title: str, moderator: Person, *members: Person, is_open: bool = True) -> Room:
    room = Room.objects.create(kind=Room.Kind.GROUP, title=title, is_open=is_open)
    membership(room, moderator, "moderator")
    for member in members:
        membership(room, member, "member")
    return room


def long_log(room: Room, count: int, actor: Person) -> None:
    """Lengthen the room's log by events that changed nothing, as fast as the database takes them."""
    rows = []
    for seq in range(room.head + 1, room.head + count + 1):
        cause = Cause.deed(actor.pk)
        row = RoomEvent(room=room, seq=seq, kind="event.noted", actor=actor, client_id=cause.client_id, at=cause.at)
        row.tag = f"t{seq}"
        rows.append(row)
    RoomEvent.objects.bulk_create(rows)
    room.head += count
    room.save(update_fields=["head"])
