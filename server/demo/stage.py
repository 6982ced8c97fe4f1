"""Lets the invented people act in a room, through the verbs that everybody uses. Not here: what they say (texts)."""

from __future__ import annotations

import base64
import uuid
from typing import TYPE_CHECKING

from django.db import transaction
from pycrdt import Doc, Text

from rooms import chat
from rooms.log import Cause
from rooms.models import Membership, Room
from rooms.notes.change import ROOT
from rooms.notes.writing import change_note
from server.demo.deeds import Deed, Kind
from server.demo.goals import Placed, take

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from server.accounts.models import Person
    from server.demo.goals import Names
    from server.demo.script import Line

FIRST_VERSION = 1


@transaction.atomic
def perform(room: Room, cast: Mapping[str, Person], deeds: Iterable[Deed | Placed], names: Names) -> None:
    """Every deed in its order, each as of its own time."""
    members = members_of(room, cast)
    sent: dict[int, str] = {}
    for deed in deeds:
        member = members[deed.who]
        client_id = uuid.UUID(int=names.rng.getrandbits(128), version=4)
        cause = Cause(member.person_id, str(client_id), at=deed.at)
        if isinstance(deed, Placed):
            take(member, cause, deed, names)
        else:
            say(member, cause, deed, sent)


def say(member: Membership, cause: Cause, deed: Deed, sent: dict[int, str]) -> None:
    line = deed.line
    if deed.kind is Kind.SEND:
        event = chat.send_message(member, cause, text=line.was or line.text, reply_to=_answered(line, sent))
        sent[id(line)] = str(event.subject)
        return
    message = sent[id(line)]
    if deed.kind is Kind.EDIT:
        chat.edit_message(member, cause, message_id=message, text=line.text, base=FIRST_VERSION)
    elif deed.kind is Kind.DELETE:
        chat.delete_message(member, cause, message_id=message)
    else:
        chat.add_reaction(member, cause, message_id=message, emoji=deed.emoji)


@transaction.atomic
def write_note(room: Room, cast: Mapping[str, Person], who: str, text: str, name: str = "room") -> None:
    """A shared note, as if one of its members had typed it."""
    document: Doc[Text] = Doc()
    document.get(ROOT, type=Text).insert(0, text)
    change_note(members_of(room, cast)[who], name, base64.b64encode(document.get_update()).decode())


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
