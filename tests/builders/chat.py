"""Messages and other deeds in rooms, done through the real verbs. Not here: bare rows (tests.builders.rooms)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import transaction

from rooms.commands import Carried, carry_out
from rooms.models import Membership, Message, Room
from rooms.protocol import commands as say

if TYPE_CHECKING:
    from rooms.commands import WrittenCommand
    from server.accounts.models import Person


def member_of(room: Room, person: Person) -> Membership:
    return Membership.objects.select_related("room", "person").get(room=room, person=person)


def carry(room: Room, person: Person, command: WrittenCommand) -> Carried:
    """Carry out one command as the writer would; raises Refused."""
    with transaction.atomic():
        locked = Room.objects.lock([room.pk]).get(room.pk)
        return carry_out(locked, person.pk, command)


def new_id() -> str:
    return str(uuid.uuid4())


def sending(room: Room, text: str, *, client_id: str = "", reply_to: Message | None = None) -> say.MessageSend:
    data = say.SendData(text=text, reply_to=str(reply_to.pk) if reply_to else None)
    return say.MessageSend(ref=1, room=str(room.pk), client_id=client_id or new_id(), data=data)


def send(room: Room, person: Person, text: str, **more: object) -> Message:
    """Send a message through the real verb and give its row."""
    done = carry(room, person, sending(room, text, **more)).done  # type: ignore[arg-type]
    return Message.objects.select_related("room").get(room=room, seq=done.seq)


def editing(message: Message, text: str, *, base: int | None = None, client_id: str = "") -> say.MessageEdit:
    data = say.EditData(message=str(message.pk), text=text, base=message.version if base is None else base)
    return say.MessageEdit(ref=1, room=str(message.room_id), client_id=client_id or new_id(), data=data)


def deleting(message: Message, *, client_id: str = "") -> say.MessageDelete:
    data = say.DeleteData(message=str(message.pk))
    return say.MessageDelete(ref=1, room=str(message.room_id), client_id=client_id or new_id(), data=data)


def deleting_sent_as(room: Room, sent_as: str) -> say.MessageDelete:
    data = say.DeleteData(sent_as=sent_as)
    return say.MessageDelete(ref=1, room=str(room.pk), client_id=new_id(), data=data)


def reacting(message: Message, emoji: str, *, client_id: str = "") -> say.ReactionAdd:
    data = say.ReactData(message=str(message.pk), emoji=emoji)
    return say.ReactionAdd(ref=1, room=str(message.room_id), client_id=client_id or new_id(), data=data)


def unreacting(message: Message, emoji: str) -> say.ReactionRemove:
    data = say.ReactData(message=str(message.pk), emoji=emoji)
    return say.ReactionRemove(ref=1, room=str(message.room_id), client_id=new_id(), data=data)


def marking_read(room: Room, no: int) -> say.RoomMarkRead:
    return say.RoomMarkRead(ref=1, room=str(room.pk), data=say.MarkReadData(no=no))
