"""What members do with messages: send, edit, delete, react. Not here: who is a member (members)."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms import log, wording
from rooms.models import Membership, Message, Reaction, RoomEvent, bulk
from rooms.refusals import Refused
from rooms.rendering import message_view
from rooms.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Callable

    from rooms.log import Cause
    from rooms.models import Room
    from rooms.protocol.wire import MessageView

TEXT_LENGTH = 8000
REACTIONS_PER_MESSAGE = 20
_PICTURE = r"[\u00a9\u00ae\u203c\u2049\u2122-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001f1e5\U0001f200-\U0001faff]"
_PART = rf"{_PICTURE}[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]*[\U000e0020-\U000e007f]*"
_FLAG = r"[\U0001f1e6-\U0001f1ff]{2}"
_KEYCAP = r"[0-9#*]\ufe0f?\u20e3"
EMOJI = re.compile(rf"{_PART}(\u200d{_PART})*|{_FLAG}|{_KEYCAP}")


def send_message(member: Membership, cause: Cause, *, text: str, reply_to: str | None = None) -> RoomEvent:
    """Append a message; raises Refused `bad_shape`, `too_long`, `not_found` (quote)."""
    message = next_message(member, cause, text=text, find_quoted=find_message, reply_to=reply_to)
    message.save(force_insert=True)
    member.mark_read(message.no)
    return log.append(member.room, "message.sent", cause, subject=message)


def next_message(
    member: Membership,
    cause: Cause,
    *,
    text: str,
    reply_to: str | None,
    find_quoted: Callable[[Room, str], Message],
) -> Message:
    """The room's next message, not stored yet; refused before anything was changed."""
    room = member.room
    words = readable(text)
    quoted = find_quoted(room, reply_to) if reply_to else None
    room.message_no += 1
    message = bulk.made(
        Message,
        id=uuid.uuid4(), room_id=room.id, no=room.message_no, seq=room.head + 1, author_id=member.person_id,
        client_id=cause.client_id, at=cause.at, reply_to_id=quoted.id if quoted else None,
    )  # fmt: skip
    message.text, message.words = seal(room, message, words), words
    return message


def edit_message(member: Membership, cause: Cause, *, message_id: str, text: str, base: int) -> RoomEvent:
    """Put a new text in the place of the old; raises `conflict` with the current one when base is not its version."""
    message = find_message(member.room, message_id)
    words = readable(text)
    require_author(member, message)
    require_text(message)
    if message.version != base:
        raise Refused("conflict", _("This message was edited elsewhere meanwhile."), current=view(message))
    message.version += 1
    message.edited_at = cause.at
    message.text = seal(member.room, message, words)
    message.save(update_fields=["version", "edited_at", "text"])
    return log.append(member.room, "message.edited", cause, subject=message)


def delete_message(member: Membership, cause: Cause, *, message_id: str) -> RoomEvent:
    """Leave a tombstone for all: text, reactions and their log bodies are gone. Deleting twice changes nothing."""
    message = find_message(member.room, message_id)
    if message.author_id != member.person_id and not member.may_moderate:
        raise Refused("forbidden", _("Only its author or a moderator can delete this message."))
    if message.deleted_at:
        return log.append(member.room, "event.noted", cause)
    message.deleted_at = cause.at
    message.deleted_by_id = member.person_id
    message.text = b""
    message.save(update_fields=["deleted_at", "deleted_by", "text"])
    message.reactions.all().delete()
    log.blank(member.room, message.pk)
    return log.append(member.room, "message.deleted", cause, subject=message)


def delete_sent_as(member: Membership, cause: Cause, *, client_id: str) -> RoomEvent:
    """Delete what was sent under a client_id; when nothing was stored, bar that id for good."""
    room = member.room
    sent = RoomEvent.objects.filter(room=room, actor=member.person_id, client_id=client_id).first()
    if sent is None:
        log.append(room, "message.barred", log.Cause(cause.actor, client_id))
        return log.append(room, "event.noted", cause)
    if sent.kind != "message.sent":
        return log.append(room, "event.noted", cause)
    return delete_message(member, cause, message_id=str(sent.subject))


def add_reaction(member: Membership, cause: Cause, *, message_id: str, emoji: str) -> RoomEvent:
    """Add one emoji of this person; repeating it changes nothing."""
    room = member.room
    message = find_message(room, message_id)
    require_text(message)
    require_emoji(emoji)
    digest = _emoji_digest(room, emoji)
    if message.reactions.filter(person=member.person_id, digest=digest).exists():
        return log.append(room, "event.noted", cause)
    require_room_for_reaction(message, digest)
    reaction = Reaction(message=message, person_id=member.person_id, digest=digest, seq=room.head + 1)
    reaction.emoji = keyring.for_room(room).seal("reaction", reaction.pk, "emoji", 1, emoji.encode())
    reaction.save(force_insert=True)
    return log.append(room, "reaction.added", cause, subject=message, body={"emoji": emoji})


def remove_reaction(member: Membership, cause: Cause, *, message_id: str, emoji: str) -> RoomEvent:
    """Take back one emoji of this person; without one this changes nothing."""
    room = member.room
    message = find_message(room, message_id)
    require_emoji(emoji)
    rows = message.reactions.filter(digest=_emoji_digest(room, emoji)).order_by("seq")
    mine = rows.filter(person=member.person_id).first()
    if mine is None:
        return log.append(room, "event.noted", cause)
    mine.delete()
    heir = rows.first()
    if heir and heir.seq > mine.seq:
        # The next one inherits the place, so that the emoji stays where readers saw it.
        heir.seq = mine.seq
        heir.save(update_fields=["seq"])
    return log.append(room, "reaction.removed", cause, subject=message, body={"emoji": emoji})


def readable(text: str) -> str:
    """The text without control characters and outer blanks; raises Refused when nothing or too much is left."""
    words = wording.readable(text)
    if not wording.is_visible(words):
        raise Refused("bad_shape", _("Write something first: the message is empty."))
    if len(words) > TEXT_LENGTH:
        raise Refused("too_long", format_lazy(_("A message may have at most {length} characters."), length=TEXT_LENGTH))
    return words


def seal(room: Room, message: Message, words: str) -> bytes:
    cipher = keyring.for_room(room)
    return cipher.seal("message", message.id, "text", message.version, words.encode())


def find_message(room: Room, message_id: str) -> Message:
    message = Message.objects.filter(room=room, pk=uuid.UUID(message_id)).first()
    if message is None:
        raise no_such_message()
    message.room = room
    return message


def no_such_message() -> Refused:
    return Refused("not_found", _("There is no such message in this room."))


def require_author(member: Membership, message: Message) -> None:
    if message.author_id != member.person_id:
        raise Refused("forbidden", _("Only its author can edit this message."))


def require_text(message: Message) -> None:
    if message.deleted_at:
        raise Refused("conflict", _("This message was deleted meanwhile."), current=view(message))


def require_emoji(emoji: str) -> None:
    """One symbol with its joiners and variations; letters, digits and blanks are no reaction."""
    if not EMOJI.fullmatch(emoji):
        raise Refused("bad_shape", _("A reaction is a single emoji."))


def require_room_for_reaction(message: Message, digest: bytes) -> None:
    digests = {bytes(value) for value in message.reactions.values_list("digest", flat=True)}
    if digest not in digests and len(digests) >= REACTIONS_PER_MESSAGE:
        raise Refused("too_long", _("This message has as many different reactions as it can hold."))


def view(message: Message) -> MessageView:
    return message_view(message, keyring.for_room(message.room), message.reactions.all())


def _emoji_digest(room: Room, emoji: str) -> bytes:
    return keyring.for_room(room).digest(b"emoji|" + emoji.encode())
