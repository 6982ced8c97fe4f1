"""What the server says: replies, durable events, ephemeral ones, welcome and farewell. Not here: commands."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType, field

from rooms.protocol.board_events import BoardEvent
from rooms.protocol.closing import OutlookEvent
from rooms.protocol.envelopes import Ephemeral, Event, Said
from rooms.protocol.notes import NoteChanged, NoteSaid, NoteView, SessionNote
from rooms.protocol.pieces import AnyPiece, BoardPage, Difference
from rooms.protocol.sessions import SessionEvent
from rooms.protocol.wire import (
    Code,
    Cursor,
    Here,
    Limits,
    Mark,
    MessageView,
    Page,
    PersonCard,
    PresenceView,
    RoomLine,
    Snapshot,
    Wire,
)


class MessageData(Wire):
    message: MessageView


class EditedData(Wire):
    message: str
    text: str
    version: int
    edited_at: str


class DeletedData(Wire):
    message: str
    deleted_by: str


class ReactedData(Wire):
    message: str
    emoji: str


class MemberData(Wire):
    person: PersonCard


class GoneData(Wire):
    person: str


class ClosedData(Wire):
    closed: bool


class NoData(Wire):
    """No further data."""


class MessageSent(Event, tag="message.sent"):
    data: MessageData


class MessageEdited(Event, tag="message.edited"):
    data: EditedData


class MessageDeleted(Event, tag="message.deleted"):
    data: DeletedData


class ReactionAdded(Event, tag="reaction.added"):
    data: ReactedData


class ReactionRemoved(Event, tag="reaction.removed"):
    data: ReactedData


class MemberJoined(Event, tag="member.joined"):
    data: MemberData


class MemberLeft(Event, tag="member.left"):
    data: GoneData


class MemberRemoved(Event, tag="member.removed"):
    data: GoneData


class RoomClosed(Event, tag="room.closed"):
    data: ClosedData


class Noted(Event, tag="event.noted"):
    """A row without visible effect: a command that changed nothing, or one whose words were deleted since."""

    data: NoData = field(default_factory=NoData)


AnyEvent = (
    MessageSent | MessageEdited | MessageDeleted | ReactionAdded | ReactionRemoved
    | MemberJoined | MemberLeft | MemberRemoved | RoomClosed | Noted
    | BoardEvent | NoteChanged | OutlookEvent | SessionEvent
)  # fmt: skip


class ErrorView(Wire):
    """Why a command was refused: a code for the machine, a sentence for the person, and what stands there instead."""

    code: Code
    text: str
    retry_ms: int | None = None
    current: MessageView | None = None
    piece: AnyPiece | UnsetType = UNSET


class Opened(Wire):
    """Where a room stands for this connection; `tail` and `page` bring events, `reset` a snapshot."""

    mode: Literal["tail", "page", "reset"]
    epoch: str
    head: int
    events: list[AnyEvent] = []
    snapshot: Snapshot | None = None
    more: bool = False
    presence: PresenceView | None = None
    marks: list[Mark] = []
    error: ErrorView | None = None


class BoardLogPage(Wire):
    """Events of a board, newest first; those whose words were erased are noted only."""

    events: list[AnyEvent]
    more: bool


class Done(Wire):
    """What an accepted command led to; only the fields that the command has."""

    seq: int | None = None
    message: MessageView | None = None
    page: Page | None = None
    opened: Opened | None = None
    presence: PresenceView | None = None
    read_no: int | None = None
    board: BoardPage | None = None
    log: BoardLogPage | None = None
    differences: list[Difference] | None = None
    note: NoteView | None = None
    note_no: int | None = None
    session_notes: list[SessionNote] | None = None


class Reply(Said, tag="reply"):
    ref: int
    ok: bool
    again: bool = False
    data: Done | None = None
    error: ErrorView | None = None


class WelcomeData(Wire):
    connection: str
    boot: str
    person: str
    ping_s: float
    limits: Limits
    server_time: str
    unread: list[RoomLine]
    rooms: dict[str, Opened]


class Welcome(Said, tag="welcome"):
    data: WelcomeData


class PingData(Wire):
    heads: dict[str, Cursor]


class Ping(Said, tag="ping"):
    data: PingData


class ByeData(Wire):
    code: int
    reason: str
    retry_ms: int | None = None


class Bye(Said, tag="bye"):
    data: ByeData


class Refused(Said, tag="refused"):
    """A frame that could not even be answered under a ref."""

    error: ErrorView


class PersonData(Wire):
    person: str


class MarkData(Wire):
    mark: Mark


class MovedData(Wire):
    """A room of mine that this connection has not open has new messages."""

    message_no: int
    read_no: int | None = None


class BehindData(Wire):
    head: int


class ChangedData(Wire):
    """Presence changes since version `base`; one that skips a version is ignored and asked for again."""

    base: int
    version: int
    count: int
    here: list[Here]
    gone: list[str]


class TypingStarted(Ephemeral, tag="typing.started"):
    data: PersonData


class TypingStopped(Ephemeral, tag="typing.stopped"):
    data: PersonData


class RoomMarkedRead(Ephemeral, tag="room.marked_read"):
    data: MarkData


class RoomMoved(Ephemeral, tag="room.moved"):
    data: MovedData


class RoomBehind(Ephemeral, tag="room.behind"):
    data: BehindData


class RoomGone(Ephemeral, tag="room.gone"):
    """This connection no longer hears the room: left, removed, or erased."""

    data: NoData = field(default_factory=NoData)


class PresenceChanged(Ephemeral, tag="presence.changed"):
    data: ChangedData


class RoomsChanged(Said, tag="rooms.changed"):
    """The list of my rooms is another one: fetch it again."""

    data: NoData = field(default_factory=NoData)


AnySaid = (
    AnyEvent | Reply | Welcome | Ping | Bye | Refused
    | TypingStarted | TypingStopped | RoomMarkedRead | RoomMoved | RoomBehind | RoomGone
    | PresenceChanged | RoomsChanged | NoteSaid
)  # fmt: skip
