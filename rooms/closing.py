"""What mentor and mentee do to end a mentorship: propose, answer, sign, withdraw; and the worker, after a notice.

A room closes when all its mentors and mentees have signed the same words, or 14 days after one of them gave notice
with a signature. A signature is for words, a notice for a day: only who gave it can take it back, so nobody is held in
a room by rewording. Not here: how the proposal is told and kept (outlook), the page (closing_page).
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.log import Cause
from rooms.members import close_room, hold_mentorship
from rooms.models import Closing, Pause, Room, Voice
from rooms.outlook import cipher_of, clean, opened, record, seal, signatories, tell_others
from rooms.refusals import Refused
from rooms.vault import NoKey

if TYPE_CHECKING:
    from rooms.models import Membership
    from rooms.vault import RoomCipher

NOTICE = timedelta(days=14)
WORDS_LENGTH = 2000
ROOMS_A_ROUND = 100
# Subject and text of the mails: fixed words, which name nobody.
PROPOSED = (
    _("A proposal to close a mentorship"),
    _("The other side proposes to close a mentorship of yours. Read it, answer it, or sign it here:"),
)
GIVEN_NOTICE = (
    _("A mentorship of yours closes in 14 days"),
    _("The other side has given notice: the room closes in 14 days. Until then you can answer, object or sign here:"),
)


class Words(msgspec.Struct, frozen=True):
    """What a mentorship is closed with."""

    reached: str = ""
    continues: str = ""
    shareable: str = ""


@transaction.atomic
def propose(member: Membership, words: Words) -> Closing:
    """Propose to close the room with these words; other words than before take all signatures back, and no notice."""
    room = hold_mentorship(member)
    said, cipher = _sound(words), cipher_of(room)
    closing = Closing.objects.standing().filter(room=room).first()
    if closing and closing.person_id != member.person_id:
        raise Refused("conflict", _("There is a proposal already: answer it, or sign it."))
    if closing and words_of(closing, cipher) == said:
        return closing
    cause = Cause.deed(member.person_id)
    is_news = closing is None or _take_back_signatures(closing)
    closing = closing or Closing(room=room, person_id=member.person_id, at=cause.at)
    closing.words = seal(closing, cipher, msgspec.json.encode(said))
    closing.save()
    record(room, "closing.proposed", cause)
    if is_news:
        tell_others(member, *PROPOSED)
    return closing


def _take_back_signatures(closing: Closing) -> bool:
    """They were for other words; whether anybody has signed or gone by them, and so has to hear of it."""
    closing.version += 1
    return closing.voices.exclude(signed_at=None).update(signed_at=None) > 0 or closing.ends_at is not None


def _sound(words: Words) -> Words:
    said = Words(**{name: clean(text, WORDS_LENGTH) for name, text in msgspec.structs.asdict(words).items()})
    if said == Words():
        raise Refused("bad_shape", _("Say in a few words what was reached, what continues, or what may be shared."))
    return said


@transaction.atomic
def answer(member: Membership, text: str, *, objects: bool = False) -> Voice:
    """Say something to the proposal, or object, which stops nothing and is kept; the same again changes nothing."""
    room = hold_mentorship(member)
    said, cipher = clean(text, WORDS_LENGTH), cipher_of(room)
    if objects and not said:
        raise Refused("bad_shape", _("Say in a few words what you object to."))
    voice = _voice(member, _standing(room))
    if (answer_of(voice, cipher), voice.objects_to_it) == (said, objects):
        return voice
    voice.version += 1
    voice.words, voice.objects_to_it = seal(voice, cipher, said.encode()), objects
    voice.save()
    record(room, "closing.answered", Cause.deed(member.person_id))
    return voice


@transaction.atomic
def sign(member: Membership, version: int, *, with_notice: bool = False) -> Closing:
    """Sign the wording that one has read; the last signature closes the room, and notice sets a day for it in any case.

    Signing again changes nothing, unless it gives notice; the first notice counts.
    """
    room = hold_mentorship(member)
    cipher_of(room)
    closing = _standing(room)
    if closing.version != version:
        raise Refused("conflict", _("The words were changed meanwhile: read them again, then sign."))
    voice, cause = _voice(member, closing), Cause.deed(member.person_id)
    gives_notice = with_notice and not voice.notice_at
    is_first = gives_notice and closing.ends_at is None
    if voice.signed_at and not gives_notice:
        return closing
    voice.signed_at = voice.signed_at or cause.at
    voice.notice_at = cause.at if gives_notice else voice.notice_at
    voice.save()
    _set_end(closing)
    record(room, "closing.signed", cause)
    if not _unsigned(closing):
        _finish(closing, Cause.deed(member.person_id))
    elif is_first:
        tell_others(member, *GIVEN_NOTICE)
    return closing


def _set_end(closing: Closing) -> None:
    """The room closes when the oldest notice that stands has run out."""
    first = closing.voices.aggregate(first=Min("notice_at"))["first"]
    closing.ends_at = first + NOTICE if first else None
    closing.save(update_fields=["ends_at"])


@transaction.atomic
def withdraw(member: Membership) -> None:
    """Take one's own proposal back, or one's notice to somebody else's; without a proposal nothing changes."""
    room = hold_mentorship(member)
    cipher_of(room)
    closing = Closing.objects.standing().filter(room=room).first()
    if closing is None:
        return
    cause = Cause.deed(member.person_id)
    if closing.person_id == member.person_id:
        _take_back_proposal(member, closing, cause)
    else:
        _take_back_notice(member, closing)
    record(room, "closing.withdrawn", cause)


def _take_back_proposal(member: Membership, closing: Closing, cause: Cause) -> None:
    if closing.voices.exclude(notice_at=None).exclude(person=member.person_id).exists():
        raise Refused(
            "conflict", _("Somebody else has given notice: the room closes, with these words or with others.")
        )
    closing.withdrawn_at = cause.at
    closing.save(update_fields=["withdrawn_at"])


def _take_back_notice(member: Membership, closing: Closing) -> None:
    """And the signature that it was given with, which might now close the room at once."""
    given = closing.voices.filter(person=member.person_id).exclude(notice_at=None)
    if not given.update(notice_at=None, signed_at=None):
        raise Refused("forbidden", _("Only who made the proposal can take it back."))
    _set_end(closing)


def close_due() -> int:
    """Close the rooms whose notice has run out; how many there were."""
    due = Closing.objects.due(timezone.now()).values_list("pk", "room")[:ROOMS_A_ROUND]
    return sum(_close_one(closing_id, room_id) for closing_id, room_id in due)


@transaction.atomic
def _close_one(closing_id: uuid.UUID, room_id: uuid.UUID) -> bool:
    """A deed of the site itself, under an id of its own; another worker, or a member, may have come first."""
    room = Room.objects.lock([room_id])[room_id]
    closing = Closing.objects.due(timezone.now()).filter(pk=closing_id).first()
    if closing is None:
        return False
    closing.room = room
    cause = Cause(get_user_model().objects.system().pk, str(uuid.uuid5(closing_id, "closed")))
    try:
        with transaction.atomic():
            _finish(closing, cause)
    except NoKey:
        # An erased room has nobody to tell.
        Closing.objects.filter(pk=closing_id).update(closed_at=cause.at)
    return True


def _finish(closing: Closing, cause: Cause) -> None:
    closing.closed_at = cause.at
    closing.save(update_fields=["closed_at"])
    Pause.objects.under_way().filter(room=closing.room).update(ended_at=cause.at)
    close_room(closing.room, cause)


def _standing(room: Room) -> Closing:
    closing = Closing.objects.standing().filter(room=room).first()
    if closing is None:
        raise Refused("conflict", _("There is no proposal to close this room."))
    closing.room = room
    return closing


def _voice(member: Membership, closing: Closing) -> Voice:
    found = Voice.objects.filter(closing=closing, person=member.person_id).first()
    return found or Voice(closing=closing, person_id=member.person_id)


def _unsigned(closing: Closing) -> bool:
    signed = closing.voices.exclude(signed_at=None).values("person")
    return signatories(closing.room).exclude(person__in=signed).exists()


# What stands in rows


def words_of(closing: Closing, cipher: RoomCipher) -> Words:
    return msgspec.json.decode(opened(closing, cipher), type=Words)


def answer_of(voice: Voice, cipher: RoomCipher) -> str:
    return opened(voice, cipher).decode() if voice.words else ""
