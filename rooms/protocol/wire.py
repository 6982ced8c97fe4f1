"""What commands and events carry: people, messages, rooms, cursors. Not here: the envelopes (commands, events)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

# The largest whole number that JavaScript keeps exactly; every database holds it too.
LARGEST_NUMBER = 2**53 - 1

Id = Annotated[str, Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
ClientId = Annotated[str, Meta(min_length=10, max_length=36, pattern=r"^[0-9A-Za-z-]+\Z")]
Text = Annotated[str, Meta(min_length=1, max_length=8000)]
Emoji = Annotated[str, Meta(min_length=1, max_length=32)]
Seq = Annotated[int, Meta(ge=0, le=LARGEST_NUMBER)]

Role = Literal["mentor", "mentee", "observer", "moderator", "member"]
RoomKind = Literal["mentorship", "group"]
PresenceState = Literal["active", "idle", "away"]
Code = Literal[
    "unauthenticated", "forbidden", "not_a_member", "not_found", "bad_shape", "unknown_type", "too_long",
    "too_fast", "conflict", "read_only", "unavailable", "internal", "behind",
]  # fmt: skip


class Wire(Struct, forbid_unknown_fields=True, kw_only=True):
    """Base of all shapes: fields by name, unknown ones refused."""


class Cursor(Wire):
    """The last event received without a gap, with its tag, so that a restored database is noticed."""

    epoch: str
    seq: Seq
    tag: str = ""


class PersonCard(Wire):
    """What a room shows of a person; photo is a URL or empty."""

    id: str
    name: str
    role: Role
    position: str = ""
    photo: str = ""
    member: bool = True


class ReactionCount(Wire):
    """Who reacted with one emoji, in the order of their reactions."""

    emoji: str
    people: list[str]


class MessageView(Wire):
    """A message as it now stands; a deleted one has no text and names who deleted it."""

    id: str
    no: int
    seq: int
    at: str
    by: str
    text: str
    version: int = 1
    client_id: str | None = None
    reply_to: str | None = None
    edited_at: str | None = None
    deleted_by: str | None = None
    reactions: list[ReactionCount] = []


class Page(Wire):
    """A run of messages, oldest first, with the messages they quote and the people they name."""

    messages: list[MessageView]
    quoted: list[MessageView]
    people: list[PersonCard]
    earlier: bool
    later: bool = False


class Here(Wire):
    """One person's presence; versions order the diffs of a room."""

    person: str
    state: PresenceState


class PresenceView(Wire):
    """Who is here, as of a version; above the window's size only a count and the people asked for."""

    version: int
    count: int
    people: list[Here]


class Mark(Wire):
    """How far a person has read."""

    person: str
    no: int


class PauseView(Wire):
    """A mentorship rests since then, until a day where one was named."""

    by: str
    at: str
    until: str | None = None


class ClosingView(Wire):
    """Somebody proposes to close the room: who has signed, and when it closes in any case, where notice was given."""

    by: str
    at: str
    version: int
    signed: list[str]
    ends_at: str | None = None


class SessionView(Wire):
    """A meeting: when, with which mentor, how it stands. `series` where it is one of several that repeat.

    `clocks` is what the clocks of the members' zones show at its start, since browsers often know old rules of them;
    `late` says who comes how many minutes late, `over` by how many it takes longer, `held_up` by how many it may begin
    late because the mentor is held up; `declined` who does not come, `proposed` who wants another time.
    """

    id: str
    mentor: str
    status: Literal["tentative", "confirmed", "cancelled"]
    starts_at: str
    ends_at: str
    version: int
    title: str = ""
    series: str | None = None
    started_at: str | None = None
    ended_at: str | None = None
    clocks: dict[str, str] = {}
    late: dict[str, int] = {}
    over: int = 0
    held_up: int = 0
    declined: list[str] = []
    proposed: list[str] = []


class RhythmView(Wire):
    """So many sessions in so many weeks from a day on, as `by` wrote it down."""

    count: int
    weeks: int
    begins_on: str
    by: str


class Outlook(Wire):
    """What lies ahead of a mentorship beside going on: a pause, an end, its next sessions, how often there is one."""

    pause: PauseView | None = None
    closing: ClosingView | None = None
    sessions: list[SessionView] = []
    rhythm: RhythmView | None = None


class Snapshot(Wire):
    """A room as it now stands, with its newest page."""

    id: str
    kind: RoomKind
    title: str
    closed: bool
    role: Role
    epoch: str
    head: int
    tag: str
    message_no: int
    read_no: int
    member_count: int
    members: list[PersonCard]
    marks: list[Mark]
    page: Page
    outlook: Outlook | None = None


class RoomLine(Wire):
    """One line of the rooms list."""

    id: str
    kind: RoomKind
    title: str
    message_no: int
    read_no: int


class Limits(Wire):
    """What the server accepts; texts in characters, frames in bytes."""

    text: int
    frame: int
    in_flight: int
    presence_window: int
