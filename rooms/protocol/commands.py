"""What a client may say. Not here: what the server answers (events)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from rooms.protocol.board import BoardCommand, BoardQuestion
from rooms.protocol.envelopes import Asked, Command, Durable
from rooms.protocol.notes import NoteCommand
from rooms.protocol.wire import ClientId, Cursor, Emoji, Id, Seq, Text, Wire

Rooms = Annotated[dict[Id, Cursor | None], Meta(max_length=50)]
People = Annotated[list[Id], Meta(min_length=1, max_length=100)]


class HelloData(Wire):
    """Who opens the socket, in which language refusals are read, and how far it has come in each room."""

    client: Annotated[str, Meta(max_length=40)]
    tab: ClientId
    person: Id
    rooms: Rooms = {}
    language: Annotated[str, Meta(max_length=20)] = "en"


class AckData(Wire):
    """How many frames of this connection have arrived in all."""

    frames: Seq


class OpenData(Wire):
    cursor: Cursor | None = None


class CatchUpData(Wire):
    cursor: Cursor


class HistoryData(Wire):
    """The page before a message number, or around it when `around` is true."""

    no: Seq
    around: bool = False


class LookUpData(Wire):
    messages: Annotated[list[Id], Meta(max_length=100)] = []
    people: Annotated[list[Id], Meta(max_length=100)] = []


class MarkReadData(Wire):
    no: Seq


class SendData(Wire):
    text: Text
    reply_to: Id | None = None


class EditData(Wire):
    message: Id
    text: Text
    base: Seq


class DeleteData(Wire):
    """Which message to delete: by id, or by the client_id under which it was sent and perhaps never stored."""

    message: Id | None = None
    sent_as: ClientId | None = None


class ReactData(Wire):
    message: Id
    emoji: Emoji


class ActivityData(Wire):
    """What a tab knows of its person: input in a visible tab is active, a hidden tab away."""

    state: Literal["active", "idle", "away"]


class WindowData(Wire):
    people: People


class Nothing(Wire):
    """No further data."""


class Hello(Command, tag="hello"):
    data: HelloData


class Ack(Command, tag="ack"):
    data: AckData


class Pong(Command, tag="pong"):
    data: AckData


class PresenceActivity(Command, tag="presence.activity"):
    data: ActivityData


class RoomOpen(Asked, tag="room.open"):
    data: OpenData


class RoomClose(Asked, tag="room.close"):
    data: Nothing = field(default_factory=Nothing)


class RoomCatchUp(Asked, tag="room.catch_up"):
    data: CatchUpData


class RoomHistory(Asked, tag="room.history"):
    data: HistoryData


class RoomLookUp(Asked, tag="room.look_up"):
    data: LookUpData


class RoomMarkRead(Asked, tag="room.mark_read"):
    data: MarkReadData


class TypingStart(Asked, tag="typing.start"):
    data: Nothing = field(default_factory=Nothing)


class TypingStop(Asked, tag="typing.stop"):
    data: Nothing = field(default_factory=Nothing)


class PresenceWindow(Asked, tag="presence.window"):
    data: WindowData


class MessageSend(Durable, tag="message.send"):
    data: SendData


class MessageEdit(Durable, tag="message.edit"):
    data: EditData


class MessageDelete(Durable, tag="message.delete"):
    data: DeleteData


class ReactionAdd(Durable, tag="reaction.add"):
    data: ReactData


class ReactionRemove(Durable, tag="reaction.remove"):
    data: ReactData


AnyCommand = (
    Hello | Ack | Pong | PresenceActivity
    | RoomOpen | RoomClose | RoomCatchUp | RoomHistory | RoomLookUp | RoomMarkRead
    | TypingStart | TypingStop | PresenceWindow
    | MessageSend | MessageEdit | MessageDelete | ReactionAdd | ReactionRemove
    | BoardQuestion | BoardCommand | NoteCommand
)  # fmt: skip
