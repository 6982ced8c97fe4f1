"""The two commands that make up most batches, sending and marking as read, for many at once: a few statements in all.

Each is answered as if it had been carried out alone and in its turn. Not here: all other commands (commands).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, TypeGuard

from rooms import chat, log
from rooms.commands import Carried, cause_of, no_such_room, require_member
from rooms.members import require_open
from rooms.models import Membership, Message, Room, RoomEvent, bulk
from rooms.protocol.commands import MessageSend, RoomMarkRead
from rooms.protocol.events import Done
from rooms.refusals import Refused, erased
from rooms.vault import NoKey, keyring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rooms.commands import WrittenCommand

HotCommand = MessageSend | RoomMarkRead
Asked = tuple[Room | None, uuid.UUID, HotCommand]


def is_hot(command: WrittenCommand) -> TypeGuard[HotCommand]:
    return isinstance(command, HotCommand)


def carry_out_all(asked: Sequence[Asked]) -> list[Carried | Refused]:
    """Answer in order; what the database refuses is raised, and then nothing of all this may stay."""
    batch = Batch(asked)
    answers = [batch.answer(room, person, command) for room, person, command in asked]
    batch.store()
    return answers


class Batch:
    """What the commands need to know, read once, and what they lead to, stored once."""

    def __init__(self, asked: Sequence[Asked]) -> None:
        sends = [(room, person, each) for room, person, each in asked if room and isinstance(each, MessageSend)]
        keyring.fetch({room.pk: room for room, _person, _each in sends}.values())
        self._members = Membership.objects.by_seat((room.pk, person) for room, person, _each in asked if room)
        self._earlier = RoomEvent.objects.by_command((room.pk, person, each.client_id) for room, person, each in sends)
        self._quoted = messages_by_id({each.data.reply_to for _room, _person, each in sends if each.data.reply_to})
        self._sent: list[tuple[Room, RoomEvent, Message]] = []
        self._readers: dict[int, Membership] = {}

    def answer(self, room: Room | None, person: uuid.UUID, command: HotCommand) -> Carried | Refused:
        try:
            member = self._member(room, person)
            if isinstance(command, RoomMarkRead):
                return self._mark_read(member, command.data.no)
            return self._send(member, command)
        except Refused as refusal:
            return refusal
        except NoKey:
            return erased()

    def store(self) -> None:
        bulk.insert([message for _room, _event, message in self._sent])
        log.append_all(self._sent)
        Room.objects.store_heads({room.pk: room for room, _event, _message in self._sent}.values())
        Membership.objects.store_read_marks(self._readers.values())

    def _member(self, room: Room | None, person: uuid.UUID) -> Membership:
        member = self._members.get((room.pk, person)) if room else None
        if room is None or member is None:
            raise no_such_room()
        member.room = room
        return member

    def _send(self, member: Membership, command: MessageSend) -> Carried:
        room, person = member.room, member.person_id
        cause = cause_of(room, person, command)
        earlier = self._earlier.get((room.pk, person, command.client_id))
        if earlier:
            log.require_same(earlier, cause)
            return Carried(Done(seq=earlier.seq), again=True)
        require_member(member)
        require_open(room)
        data = command.data
        message = chat.next_message(
            member, cause, text=data.text, reply_to=data.reply_to, find_quoted=self._find_quoted
        )  # fmt: skip
        event = log.next_event(room, "message.sent", cause, subject=message)
        self._earlier[room.pk, person, command.client_id] = event
        self._quoted[message.pk] = message
        self._sent.append((room, event, message))
        self._read_up_to(member, message.no)
        return Carried(Done(seq=event.seq))

    def _mark_read(self, member: Membership, no: int) -> Carried:
        require_member(member)
        self._read_up_to(member, min(no, member.room.message_no))
        return Carried(Done(read_no=member.read_no))

    def _read_up_to(self, member: Membership, no: int) -> None:
        if member.read_no < no:
            member.read_no = no
            self._readers[member.pk] = member

    def _find_quoted(self, room: Room, message_id: str) -> Message:
        message = self._quoted.get(uuid.UUID(message_id))
        if message is None or message.room_id != room.pk:
            raise chat.no_such_message()
        return message


def messages_by_id(ids: set[str]) -> dict[uuid.UUID, Message]:
    rows = Message.objects.filter(pk__in=map(uuid.UUID, ids)) if ids else ()
    return {message.pk: message for message in rows}
