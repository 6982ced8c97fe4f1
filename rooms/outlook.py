"""What lies ahead of a mentorship: how it stands, its sealed words, and how a change of it is recorded.

Not here: who may change what (pausing, closing), the page (closing_page).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from rooms import log, wording
from rooms.calendar import calendar
from rooms.members import SIGNATORIES
from rooms.models import Closing, Membership, Pause, Voice
from rooms.protocol.closing import OutlookData
from rooms.protocol.wire import ClosingView, Outlook, PauseView
from rooms.refusals import Refused, erased
from rooms.rendering import moment
from rooms.vault import NoKey, keyring

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from rooms.log import Cause
    from rooms.models import Room
    from rooms.models.room import MembershipQuerySet
    from rooms.vault import RoomCipher

    Worded = Pause | Closing | Voice


def outlook_of(room: Room) -> Outlook | None:
    """What lies ahead where the room is open; seven queries at most."""
    if room.closed_at or not room.is_sealed:
        return None
    pause = Pause.objects.under_way().filter(room=room).first()
    closing = Closing.objects.standing().filter(room=room).prefetch_related("voices").first()
    sessions, rhythm = calendar().sessions_ahead(room), calendar().rhythm_of(room)
    if not (pause or closing or sessions or rhythm):
        return None
    return Outlook(
        pause=_pause_view(pause) if pause else None,
        closing=_closing_view(closing) if closing else None,
        sessions=sessions,
        rhythm=rhythm,
    )


def _pause_view(pause: Pause) -> PauseView:
    until = pause.until.isoformat() if pause.until else None
    return PauseView(by=str(pause.person_id), at=moment(pause.at), until=until)


def _closing_view(closing: Closing) -> ClosingView:
    signed = sorted(str(voice.person_id) for voice in closing.voices.all() if voice.signed_at)
    return ClosingView(
        by=str(closing.person_id),
        at=moment(closing.at),
        version=closing.version,
        signed=signed,
        ends_at=moment(closing.ends_at) if closing.ends_at else None,
    )


def record(room: Room, kind: str, cause: Cause) -> None:
    """Tell the room how it stands now, under its lock."""
    log.append(room, kind, cause, body=OutlookData(outlook=outlook_of(room)))


def signatories(room: Room) -> MembershipQuerySet:
    """Those whose signatures close the room: all its mentors and mentees."""
    return Membership.objects.current().filter(room=room, role__in=SIGNATORIES)


def tell_others(member: Membership, subject: StrOrPromise, text: StrOrPromise) -> None:
    """A mail to every other signatory, in the caller's transaction; its words name nobody and quote nothing."""
    address = settings.SITE_URL + reverse("rooms:closing", args=[member.room_id])
    others = signatories(member.room).exclude(person=member.person_id).select_related("person")
    # The mail goes to somebody else than the one whose language is in use here.
    with translation.override(settings.LANGUAGE_CODE):
        body = f"{text}\n\n{address}\n\n" + _("What was written about it stands in the room alone.")
        for other in others:
            send_mail(str(subject), body, settings.DEFAULT_FROM_EMAIL, [other.person.email])


# Words


def clean(text: str, limit: int) -> str:
    words = wording.readable(text)
    if len(words) > limit:
        raise Refused("too_long", _("This text is too long: at most %(limit)s characters.") % {"limit": limit})
    return words if wording.is_visible(words) else ""


def cipher_of(room: Room) -> RoomCipher:
    try:
        return keyring.for_room(room)
    except NoKey:
        raise erased() from None


def seal(row: Worded, cipher: RoomCipher, words: bytes) -> bytes:
    return cipher.seal(_purpose(row), row.pk, "words", row.version, words)


def opened(row: Worded, cipher: RoomCipher) -> bytes:
    return cipher.open(_purpose(row), row.pk, "words", row.version, bytes(row.words))


def _purpose(row: Worded) -> str:
    return type(row).__name__.lower()
