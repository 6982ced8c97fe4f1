"""The commands that make up most batches, sending, marking as read, moving cards, for many at once: a few statements.

Each is answered as if it had been carried out alone and in its turn. Not here: all other commands (commands).
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import TYPE_CHECKING, TypeGuard

from rooms import chat, log
from rooms.board.deed import STRUCTURE
from rooms.board.moving import moved
from rooms.board.places import read_cards
from rooms.commands import Carried, cause_of, no_such_room, require_member
from rooms.members import require_open
from rooms.models import Membership, Message, Room, RoomEvent, bulk
from rooms.protocol.board import GoalMove
from rooms.protocol.commands import MessageSend, RoomMarkRead
from rooms.protocol.envelopes import Durable
from rooms.protocol.events import Done
from rooms.refusals import Refused, erased
from rooms.vault import NoKey, keyring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rooms.commands import WrittenCommand
    from rooms.log import Cause
    from rooms.models import Piece
    from rooms.protocol.board import MoveGoalData
    from rooms.protocol.commands import SendData

HotCommand = MessageSend | RoomMarkRead | GoalMove
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
        durable = [(room, person, each) for room, person, each in asked if room and isinstance(each, Durable)]
        keyring.fetch({room.id: room for room, _person, _each in durable}.values())
        self._members = Membership.objects.by_seat((room.id, person) for room, person, _each in asked if room)
        self._seat({room.id: room for room, _person, _each in asked if room})
        self._earlier = RoomEvent.objects.by_command(
            (room.id, person, each.client_id) for room, person, each in durable
        )
        sends = [each for _room, _person, each in durable if isinstance(each, MessageSend)]
        self._quoted = messages_by_id({each.data.reply_to for each in sends if each.data.reply_to})
        self._cards = cards_of([(room, each.data) for room, _person, each in durable if isinstance(each, GoalMove)])
        self._sent: list[Message] = []
        self._moved: dict[uuid.UUID, Piece] = {}
        self._events: list[tuple[Room, RoomEvent, Message | Piece]] = []
        self._readers: dict[int, Membership] = {}

    def answer(self, room: Room | None, person: uuid.UUID, command: HotCommand) -> Carried | Refused:
        try:
            member = self._member(room, person)
            if isinstance(command, RoomMarkRead):
                return self._mark_read(member, command.data.no)
            return self._carry_out(member, command)
        except Refused as refusal:
            return refusal
        except NoKey:
            return erased()

    def store(self) -> None:
        with bulk.together():
            bulk.insert(self._sent)
            bulk.update(list(self._moved.values()), *STRUCTURE)
            log.append_all(self._events)
            Room.objects.store_heads({room.id: room for room, _event, _subject in self._events}.values())
            Membership.objects.store_read_marks(self._readers.values())

    def _seat(self, rooms: dict[uuid.UUID, Room]) -> None:
        for member in self._members.values():
            member.room = rooms[member.room_id]

    def _member(self, room: Room | None, person: uuid.UUID) -> Membership:
        member = self._members.get((room.id, person)) if room else None
        if room is None or member is None:
            raise no_such_room()
        return member

    def _carry_out(self, member: Membership, command: MessageSend | GoalMove) -> Carried:
        room, person = member.room, member.person_id
        cause = cause_of(room, person, command)
        earlier = self._earlier.get((room.id, person, command.client_id))
        if earlier:
            log.require_same(earlier, cause)
            return Carried(Done(seq=earlier.seq), again=True)
        require_member(member)
        require_open(room)
        event, subject = self._act(member, cause, command)
        self._earlier[room.id, person, command.client_id] = event
        self._events.append((room, event, subject))
        return Carried(Done(seq=event.seq))

    def _act(
        self, member: Membership, cause: Cause, command: MessageSend | GoalMove
    ) -> tuple[RoomEvent, Message | Piece]:
        if isinstance(command, GoalMove):
            return self._move(member, cause, command.data)
        return self._send(member, cause, command.data)

    def _send(self, member: Membership, cause: Cause, data: SendData) -> tuple[RoomEvent, Message]:
        message = chat.next_message(
            member, cause, text=data.text, reply_to=data.reply_to, find_quoted=self._find_quoted
        )  # fmt: skip
        event = log.next_event(member.room, "message.sent", cause, subject=message)
        self._quoted[message.id] = message
        self._sent.append(message)
        self._read_up_to(member, message.no)
        return event, message

    def _move(self, member: Membership, cause: Cause, data: MoveGoalData) -> tuple[RoomEvent, Piece]:
        deed, goal = moved(member, cause, data, self._cards.get(member.room_id, {}))
        self._moved |= {piece.pk: piece for piece in deed.touched}
        return deed.next_event("goal.moved", goal), goal

    def _mark_read(self, member: Membership, no: int) -> Carried:
        require_member(member)
        self._read_up_to(member, min(no, member.room.message_no))
        return Carried(Done(read_no=member.read_no))

    def _read_up_to(self, member: Membership, no: int) -> None:
        if member.read_no < no:
            member.read_no = no
            self._readers[member.id] = member

    def _find_quoted(self, room: Room, message_id: str) -> Message:
        message = self._quoted.get(uuid.UUID(message_id))
        if message is None or message.room_id != room.id:
            raise chat.no_such_message()
        return message


def messages_by_id(ids: set[str]) -> dict[uuid.UUID, Message]:
    rows = Message.objects.filter(pk__in=map(uuid.UUID, ids)) if ids else ()
    return {message.id: message for message in rows}


def cards_of(moves: Sequence[tuple[Room, MoveGoalData]]) -> dict[uuid.UUID, dict[uuid.UUID, Piece]]:
    """By room the cards that its moves have to do with; one statement for all."""
    columns = {uuid.UUID(data.column) for _room, data in moves}
    goals = {uuid.UUID(data.goal) for _room, data in moves}
    cards: dict[uuid.UUID, dict[uuid.UUID, Piece]] = defaultdict(dict)
    for card in read_cards([room for room, _data in moves], columns, goals).values() if moves else ():
        cards[card.room_id][card.pk] = card
    return cards
