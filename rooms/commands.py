"""One durable command, carried out in the right order under the room's lock. Not here: batches and threads (writer)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.utils.translation import gettext_lazy as _

from rooms import chat, log
from rooms.board import acting
from rooms.members import require_open
from rooms.models import Membership, Room
from rooms.notes.writing import change_note
from rooms.protocol.board import BoardCommand
from rooms.protocol.commands import (
    MessageDelete,
    MessageEdit,
    MessageSend,
    ReactionAdd,
    ReactionRemove,
    RoomMarkRead,
)
from rooms.protocol.events import Done
from rooms.protocol.notes import NoteUpdate
from rooms.refusals import Refused
from rooms.rendering import encode
from rooms.vault import keyring

if TYPE_CHECKING:
    import uuid

    from rooms.models import RoomEvent
    from rooms.protocol.envelopes import Durable

DurableCommand = MessageSend | MessageEdit | MessageDelete | ReactionAdd | ReactionRemove | BoardCommand
WrittenCommand = DurableCommand | RoomMarkRead | NoteUpdate


class Carried(msgspec.Struct, frozen=True):
    """What became of an accepted command: the reply's data, and whether an earlier sending had done it."""

    done: Done
    again: bool = False


def carry_out(room: Room | None, person: uuid.UUID, command: WrittenCommand) -> Carried:
    """Answer a repetition from its row, else check the membership, act and record; raises Refused.

    The caller holds the room's lock inside a transaction; room is None where there is no such room.
    """
    member = _member(room, person)
    member.room = room or member.room
    if isinstance(command, RoomMarkRead):
        return _mark_read(member, command.data.no)
    if isinstance(command, NoteUpdate):
        return _change_note(member, command)
    cause = cause_of(member.room, person, command)
    earlier = log.repeated(member.room, cause)
    if earlier:
        return Carried(Done(seq=earlier.seq), again=True)
    require_member(member)
    require_open(member.room)
    return Carried(Done(seq=act(member, cause, command).seq))


def _member(room: Room | None, person: uuid.UUID) -> Membership:
    """The person's membership, current or not: a former member's repetition still gets its first answer."""
    member = Membership.objects.filter(room=room, person=person).first() if room else None
    if member is None:
        raise no_such_room()
    return member


def no_such_room() -> Refused:
    return Refused("not_found", _("There is no such room."))


def require_member(member: Membership) -> None:
    if not member.is_current:
        raise Refused("not_a_member", _("You are no longer a member of this room."))


def _mark_read(member: Membership, no: int) -> Carried:
    require_member(member)
    member.mark_read(min(no, member.room.message_no))
    member.refresh_from_db(fields=["read_no"])
    return Carried(Done(read_no=member.read_no))


def _change_note(member: Membership, command: NoteUpdate) -> Carried:
    require_member(member)
    require_open(member.room)
    no, again = change_note(member, command.data.note, command.data.update)
    return Carried(Done(note_no=no), again=again)


def cause_of(room: Room, person: uuid.UUID, command: Durable) -> log.Cause:
    content = encode([type(command).__name__, command.data])  # type: ignore[attr-defined]  # each subclass has data
    return log.Cause(person, command.client_id, keyring.for_room(room).digest(b"command|" + content))


def act(member: Membership, cause: log.Cause, command: DurableCommand) -> RoomEvent:
    """The verb behind each durable command."""
    match command:
        case MessageSend(data=data):
            return chat.send_message(member, cause, text=data.text, reply_to=data.reply_to)
        case MessageEdit(data=data):
            return chat.edit_message(member, cause, message_id=data.message, text=data.text, base=data.base)
        case MessageDelete(data=data):
            return _delete(member, cause, message=data.message, sent_as=data.sent_as)
        case ReactionAdd(data=data):
            return chat.add_reaction(member, cause, message_id=data.message, emoji=data.emoji)
        case ReactionRemove(data=data):
            return chat.remove_reaction(member, cause, message_id=data.message, emoji=data.emoji)
    return acting.act(member, cause, command)


def _delete(member: Membership, cause: log.Cause, *, message: str | None, sent_as: str | None) -> RoomEvent:
    if message and not sent_as:
        return chat.delete_message(member, cause, message_id=message)
    if sent_as and not message and sent_as != cause.client_id:
        return chat.delete_sent_as(member, cause, client_id=sent_as)
    raise Refused("bad_shape", _("Name the message either by its id or by what it was sent as."))
