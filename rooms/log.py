"""The one door in: append to a room's log, and read it again. Not here: what a verb may do (chat, members)."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

import msgspec
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from rooms.bus import Frame, bus
from rooms.models import Membership, Message, Room, RoomEvent, bulk
from rooms.refusals import Refused
from rooms.rendering import Sources, encode, event_view, seal_body
from rooms.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rooms.models import Piece
    from rooms.protocol.envelopes import Event

    Subject = Message | Membership | Piece

TAIL_EVENTS = 300
TAIL_BYTES = 256 * 1024
RESET_GAP = 2000


class Cause(msgspec.Struct, frozen=True):
    """Why something is recorded: who did it, under which id, a keyed digest of what was asked, and when."""

    actor: uuid.UUID
    client_id: str
    digest: bytes = b""
    at: datetime = msgspec.field(default_factory=timezone.now)

    @classmethod
    def deed(cls, actor: uuid.UUID, at: datetime | None = None) -> Cause:
        """A deed that came by another way than a durable command; nobody will repeat it by id."""
        return cls(actor, str(uuid.uuid4()), at=at or timezone.now())


def append(
    room: Room,
    kind: str,
    cause: Cause,
    *,
    subject: Subject | None = None,
    body: object = None,
    inverse: object = None,
) -> RoomEvent:
    """Record one event under the room's lock, inside the caller's transaction; it is published on commit.

    Subject is what the event is about and is rendered with it; body holds further words, and inverse what takes them
    back, both sealed as the room is.
    """
    event = next_event(room, kind, cause, subject=subject, body=body, inverse=inverse)
    store(room, event, subject)
    return event


def store(room: Room, event: RoomEvent, subject: Subject | None) -> None:
    """Record what `next_event` made."""
    event.save(force_insert=True)
    Room.objects.filter(pk=room.pk).update(head=room.head, message_no=room.message_no, moved_at=Now())
    publish_on_commit(framed(room, event, subject))


def append_all(events: Sequence[tuple[Room, RoomEvent, Subject]]) -> None:
    """Record what `next_event` made, in one statement; the caller stores the rooms."""
    bulk.insert([event for _room, event, _subject in events])
    publish_on_commit(*(framed(*each) for each in events))


def next_event(
    room: Room,
    kind: str,
    cause: Cause,
    *,
    subject: Subject | None = None,
    body: object = None,
    inverse: object = None,
) -> RoomEvent:
    """The row of the room's next event, not stored yet."""
    room.head += 1
    cipher = keyring.for_room(room)
    return bulk.made(
        RoomEvent,
        room_id=room.id,
        seq=room.head,
        kind=kind,
        actor_id=cause.actor,
        client_id=cause.client_id,
        tag=secrets.token_urlsafe(6),
        digest=cause.digest,
        subject=_subject_id(subject),
        at=cause.at,
        body=seal_body(room.id, room.head, body, cipher),
        inverse=seal_body(room.id, room.head, inverse, cipher, field="inverse"),
    )


def framed(room: Room, event: RoomEvent, subject: Subject | None) -> Frame:
    return frame_of(room, event, event_view(event, _sources_of(room, subject)))


def publish_on_commit(*frames: Frame) -> None:
    transaction.on_commit(partial(bus.publish, *frames))


def _subject_id(subject: Subject | None) -> uuid.UUID | None:
    return subject.person_id if isinstance(subject, Membership) else subject.id if subject else None


def _sources_of(room: Room, subject: Subject | None) -> Sources:
    sources = Sources(keyring.for_room(room))
    if isinstance(subject, Message):
        sources.messages[subject.id] = subject
    elif isinstance(subject, Membership):
        sources.members[subject.person_id] = subject
    return sources


def frame_of(room: Room, event: RoomEvent, view: Event) -> Frame:
    return Frame(
        room=str(room.id),
        epoch=room.epoch,
        seq=event.seq,
        tag=event.tag,
        kind=event.kind,
        actor=str(event.actor_id),
        subject=str(event.subject or ""),
        message_no=room.message_no,
        text=encode(view).decode(),
    )


def repeated(room: Room, cause: Cause) -> RoomEvent | None:
    """The row that an earlier command with this id left; another content under the same id is refused."""
    event = RoomEvent.objects.filter(room=room, actor=cause.actor, client_id=cause.client_id).first()
    if event:
        require_same(event, cause)
    return event


def require_same(event: RoomEvent, cause: Cause) -> None:
    if bytes(event.digest) != cause.digest:
        raise Refused("conflict", "This id was used for something else before.")


def events_after(room: Room, seq: int, limit: int = TAIL_EVENTS) -> list[tuple[RoomEvent, Event]]:
    """The next events of a room with their shapes, oldest first; three queries whatever their number."""
    rows = list(RoomEvent.objects.after(room.pk, seq)[:limit])
    return list(zip(rows, views_of(room, rows), strict=True))


def views_of(room: Room, rows: Sequence[RoomEvent]) -> list[Event]:
    """Events as they may now be said."""
    sources = _sources_for(room, rows)
    return [event_view(row, sources) for row in rows]


def frames_after(room: Room, seq: int) -> list[Frame]:
    return [frame_of(room, row, view) for row, view in events_after(room, seq)]


def _sources_for(room: Room, rows: Sequence[RoomEvent]) -> Sources:
    about = {row.subject for row in rows if row.subject and row.kind.startswith("message.")}
    joined = {row.subject for row in rows if row.subject and row.kind == "member.joined"}
    return Sources(keyring.for_room(room), _messages(room, about), _members(room, joined))


def _messages(room: Room, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Message]:
    return {message.pk: message for message in Message.objects.in_room(room, ids)} if ids else {}


def _members(room: Room, people: Iterable[uuid.UUID]) -> dict[uuid.UUID, Membership]:
    if not people:
        return {}
    rows = Membership.objects.filter(room=room, person__in=people).select_related("person")
    return {member.person_id: member for member in rows}


def blank(room: Room, subject: uuid.UUID) -> None:
    """Take the words out of all that the log says about a message or a piece; seq and kind stay."""
    RoomEvent.objects.filter(room=room, subject=subject).update(body=b"", inverse=b"")
