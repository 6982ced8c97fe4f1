"""Rows into the shapes of the wire, the same for live frames, tails and snapshots. Not here: reading the rows."""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

import msgspec

from rooms.protocol import envelopes, events, wire
from rooms.protocol.board_events import BOARD_EVENTS
from rooms.protocol.closing import OUTLOOK_EVENTS
from rooms.protocol.notes import NoteChanged, NoteChangedData
from rooms.protocol.sessions import SESSION_EVENTS

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable
    from datetime import datetime

    from rooms.models import Membership, Message, Reaction, RoomEvent
    from rooms.vault import RoomCipher

encode = msgspec.json.Encoder().encode


# A message is said with the moment of its event.
@lru_cache(8)
def moment(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def card(membership: Membership) -> wire.PersonCard:
    person = membership.person
    return wire.PersonCard(
        id=str(person.pk),
        name=person.name,
        role=cast("wire.Role", membership.role),
        position=person.position,
        photo=person.photo_url,
        member=membership.is_current,
    )


def text_of(message: Message, cipher: RoomCipher) -> str:
    if message.deleted_at:
        return ""
    if message.words is not None:
        return message.words
    return cipher.open("message", message.id, "text", message.version, bytes(message.text)).decode()


def message_view(message: Message, cipher: RoomCipher, reactions: Iterable[Reaction] = ()) -> wire.MessageView:
    return wire.MessageView(
        id=str(message.id),
        no=message.no,
        seq=message.seq,
        at=moment(message.at),
        by=str(message.author_id),
        text=text_of(message, cipher),
        version=1 if message.deleted_at else message.version,
        client_id=message.client_id,
        reply_to=str(message.reply_to_id) if message.reply_to_id else None,
        edited_at=moment(message.edited_at) if message.edited_at and not message.deleted_at else None,
        deleted_by=str(message.deleted_by_id) if message.deleted_by_id else None,
        reactions=reaction_counts(reactions, cipher),
    )


def reaction_counts(reactions: Iterable[Reaction], cipher: RoomCipher) -> list[wire.ReactionCount]:
    """Emoji in the order of their first reaction, people in the order of theirs."""
    people: dict[str, list[str]] = {}
    for reaction in sorted(reactions, key=lambda reaction: reaction.seq):
        emoji = cipher.open("reaction", reaction.pk, "emoji", 1, bytes(reaction.emoji)).decode()
        people.setdefault(emoji, []).append(str(reaction.person_id))
    return [wire.ReactionCount(emoji=emoji, people=ids) for emoji, ids in people.items()]


class Sources:
    """What events point at, read beforehand: messages by id, memberships by person."""

    def __init__(
        self,
        cipher: RoomCipher,
        messages: dict[uuid.UUID, Message] | None = None,
        members: dict[uuid.UUID, Membership] | None = None,
    ) -> None:
        self.cipher = cipher
        self.messages = messages or {}
        self.members = members or {}


def event_view(event: RoomEvent, sources: Sources) -> envelopes.Event:
    """The event as it may now be said: words deleted since are gone from it."""
    about: dict[str, Any] = {
        "room": str(event.room_id),
        "seq": event.seq,
        "tag": event.tag,
        "at": moment(event.at),
        "by": str(event.actor_id),
        "client_id": event.client_id,
    }
    view = _VIEWS.get(event.kind, _noted)(event, sources, about)
    return view or events.Noted(**about)


def _noted(_event: RoomEvent, _sources: Sources, about: dict[str, Any]) -> envelopes.Event:
    return events.Noted(**about)


def _message(event: RoomEvent, sources: Sources) -> Message | None:
    return sources.messages.get(event.subject) if event.subject else None


def _sent(event: RoomEvent, sources: Sources, about: dict[str, Any]) -> envelopes.Event | None:
    message = _message(event, sources)
    if message is None:
        return None
    return events.MessageSent(**about, data=events.MessageData(message=message_view(message, sources.cipher)))


def _edited(event: RoomEvent, sources: Sources, about: dict[str, Any]) -> envelopes.Event | None:
    message = _message(event, sources)
    if message is None or message.deleted_at or message.edited_at is None:
        return None
    data = events.EditedData(
        message=str(message.id),
        text=text_of(message, sources.cipher),
        version=message.version,
        edited_at=moment(message.edited_at),
    )
    return events.MessageEdited(**about, data=data)


def _deleted(event: RoomEvent, _sources: Sources, about: dict[str, Any]) -> envelopes.Event:
    data = events.DeletedData(message=str(event.subject), deleted_by=str(event.actor_id))
    return events.MessageDeleted(**about, data=data)


def _reacted(event: RoomEvent, sources: Sources, about: dict[str, Any]) -> envelopes.Event | None:
    if not event.body:
        return None
    data = events.ReactedData(message=str(event.subject), emoji=body_of(event, sources.cipher)["emoji"])
    kind = events.ReactionAdded if event.kind == "reaction.added" else events.ReactionRemoved
    return kind(**about, data=data)


def _joined(event: RoomEvent, sources: Sources, about: dict[str, Any]) -> envelopes.Event | None:
    member = sources.members.get(event.subject) if event.subject else None
    if member is None:
        return None
    return events.MemberJoined(**about, data=events.MemberData(person=card(member)))


def _gone(event: RoomEvent, _sources: Sources, about: dict[str, Any]) -> envelopes.Event:
    kind = events.MemberLeft if event.kind == "member.left" else events.MemberRemoved
    return kind(**about, data=events.GoneData(person=str(event.subject)))


def _closed(_event: RoomEvent, _sources: Sources, about: dict[str, Any]) -> envelopes.Event:
    return events.RoomClosed(**about, data=events.ClosedData(closed=True))


def _note_changed(event: RoomEvent, sources: Sources, about: dict[str, Any]) -> envelopes.Event | None:
    if not event.body:
        return None
    return NoteChanged(**about, data=NoteChangedData(note=body_of(event, sources.cipher)["note"]))


_VIEWS = {
    "message.sent": _sent,
    "message.edited": _edited,
    "message.deleted": _deleted,
    "reaction.added": _reacted,
    "reaction.removed": _reacted,
    "member.joined": _joined,
    "member.left": _gone,
    "member.removed": _gone,
    "room.closed": _closed,
    "note.changed": _note_changed,
}


def _as_recorded(event: RoomEvent, sources: Sources, about: dict[str, Any]) -> envelopes.Event | None:
    if not event.body:
        return None
    # The body is in the shape of the wire already, and goes out byte for byte as it was recorded.
    view: envelopes.Event = RECORDED[event.kind](**about, data=msgspec.Raw(open_body(event, sources.cipher)))
    return view


RECORDED: dict[str, type[Any]] = {**BOARD_EVENTS, **OUTLOOK_EVENTS, **SESSION_EVENTS}
_VIEWS |= dict.fromkeys(RECORDED, _as_recorded)


# Bodies are sealed for their event and field.


def seal_body(room_id: uuid.UUID, seq: int, content: object, cipher: RoomCipher, *, field: str = "body") -> bytes:
    return cipher.seal("event", f"{room_id}/{seq}", field, 1, encode(content)) if content else b""


def open_body(event: RoomEvent, cipher: RoomCipher) -> bytes:
    return cipher.open("event", f"{event.room_id}/{event.seq}", "body", 1, bytes(event.body))


def open_inverse(event: RoomEvent, cipher: RoomCipher) -> bytes:
    return cipher.open("event", f"{event.room_id}/{event.seq}", "inverse", 1, bytes(event.inverse))


def body_of(event: RoomEvent, cipher: RoomCipher) -> dict[str, str]:
    return msgspec.json.decode(open_body(event, cipher), type=dict[str, str])
