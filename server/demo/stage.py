"""Lets the invented people speak in a room, through the verbs that everybody uses. Not here: what they say (texts)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from rooms import chat
from rooms.log import Cause
from rooms.models import Membership, Room
from server.demo.deeds import Deed, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from random import Random

    from rooms.models import RoomEvent
    from server.accounts.models import Person
    from server.demo.script import Line

FIRST_VERSION = 1


@transaction.atomic
def perform(room: Room, cast: Mapping[str, Person], deeds: Iterable[Deed], rng: Random) -> None:
    """Every deed in its order, each as of its own time."""
    members = members_of(room, cast)
    sent: dict[int, str] = {}
    for deed in deeds:
        member = members[deed.who]
        client_id = uuid.UUID(int=rng.getrandbits(128), version=4)
        event = act(member, Cause(member.person_id, str(client_id), at=deed.at), deed, sent)
        if deed.kind is Kind.SEND:
            sent[id(deed.line)] = str(event.subject)


def act(member: Membership, cause: Cause, deed: Deed, sent: Mapping[int, str]) -> RoomEvent:
    line = deed.line
    if deed.kind is Kind.SEND:
        return chat.send_message(member, cause, text=line.was or line.text, reply_to=_answered(line, sent))
    message = sent[id(line)]
    if deed.kind is Kind.EDIT:
        return chat.edit_message(member, cause, message_id=message, text=line.text, base=FIRST_VERSION)
    if deed.kind is Kind.DELETE:
        return chat.delete_message(member, cause, message_id=message)
    return chat.add_reaction(member, cause, message_id=message, emoji=deed.emoji)


def members_of(room: Room, cast: Mapping[str, Person]) -> dict[str, Membership]:
    """The members by key, all holding the one locked row of the room, whose counters the verbs move on."""
    locked = Room.objects.lock([room.pk])[room.pk]
    keys = {person.pk: key for key, person in cast.items()}
    members = {keys[each.person_id]: each for each in Membership.objects.current().filter(room=room)}
    for member in members.values():
        member.room = locked
    return members


@transaction.atomic
def leave_unread(room: Room, cast: Mapping[str, Person], unread: Mapping[str, int]) -> None:
    """Everybody has read all but the last few messages."""
    for key, member in members_of(room, cast).items():
        member.mark_read(member.room.message_no - unread.get(key, 0))


def _answered(line: Line, sent: Mapping[int, str]) -> str | None:
    return sent[id(line.answers)] if line.answers else None
