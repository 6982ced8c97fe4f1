"""Rooms with their members, as bare rows. Not here: what is said in them (tests.builders.chat)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rooms.models import Membership, Room
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
