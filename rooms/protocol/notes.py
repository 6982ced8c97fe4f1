"""What can be said about a room's notes. Not here: how a change of a text is encoded (rooms.notes.change)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from rooms.protocol.envelopes import Asked, Command, Ephemeral, Event
from rooms.protocol.wire import Id, Seq, Wire

# The room's own note, the one that its reader alone can open, or one of a session, which is named by that session's id.
NoteName = Annotated[str, Meta(pattern=r"^(room|private|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})\Z")]
# Bytes of the editor's format, in base64.
Change = Annotated[str, Meta(max_length=64_000)]
Vector = Annotated[str, Meta(max_length=64_000)]
Position = Annotated[str, Meta(max_length=200)]
Client = Annotated[int, Meta(ge=0, le=2**53 - 1)]


class NoteOpenData(Wire):
    """Which note, and what the client has of it already, as a state vector."""

    note: NoteName
    vector: Vector = ""


class NoteCloseData(Wire):
    note: NoteName


class NoteUpdateData(Wire):
    note: NoteName
    update: Change


class NoteListData(Wire):
    """A session that is to be among them, however far away it lies."""

    session: Id | None = None


class CaretData(Wire):
    """Where the editor's caret stands, as positions that move with the text; null when it has left."""

    note: NoteName
    client: Client
    anchor: Position | None = None
    head: Position | None = None


class NoteOpen(Asked, tag="note.open"):
    data: NoteOpenData


class NoteClose(Asked, tag="note.close"):
    data: NoteCloseData


class NoteUpdate(Asked, tag="note.update"):
    """It needs no id of its own to be repeated: a change that is there already changes nothing."""

    data: NoteUpdateData


class NoteList(Asked, tag="note.list"):
    data: NoteListData


class NoteCaret(Command, tag="note.caret"):
    room: Id
    data: CaretData


class NoteView(Wire):
    """What the client lacks of a note, up to update number no, and what the server has, as a state vector."""

    note: NoteName
    no: Seq
    update: str
    vector: str


class SessionNote(Wire):
    """A session with a note, or that may get one; `local` is its start by the asker's clock, `no` 0 without words."""

    session: Id
    starts_at: str
    local: str
    title: str
    is_cancelled: bool
    no: Seq


class NoteChangedData(Wire):
    note: NoteName


class UpdatedData(Wire):
    note: NoteName
    no: Seq
    by: str
    update: str


class CaretMovedData(Wire):
    note: NoteName
    person: str
    client: int
    anchor: str | None = None
    head: str | None = None


class NoteChanged(Event, tag="note.changed"):
    data: NoteChangedData


class NoteUpdated(Ephemeral, tag="note.updated"):
    data: UpdatedData


class NoteBehind(Ephemeral, tag="note.behind"):
    data: NoteChangedData


class NoteCaretMoved(Ephemeral, tag="note.caret_moved"):
    data: CaretMovedData


NoteCommand = NoteOpen | NoteClose | NoteList | NoteUpdate | NoteCaret
NoteSaid = NoteUpdated | NoteBehind | NoteCaretMoved
