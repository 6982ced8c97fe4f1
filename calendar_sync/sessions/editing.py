"""What both sides write about a session: title, agenda, an address to meet at, minutes. Not here: its time."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from calendar_sync.booking.patience import patience
from calendar_sync.booking.scope import Stale, find, revise
from calendar_sync.sessions.telling import Change, tell
from calendar_sync.sessions.wording import put_words, words_of
from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.outlook import cipher_of
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid

    from calendar_sync.models import Session
    from calendar_sync.sessions.wording import Words
    from rooms.models import Membership


@patience()
@transaction.atomic
def write(member: Membership, session_id: uuid.UUID, words: Words, *, version: int) -> Session:
    """Replace the words that were read as `version`; the same words again change nothing.

    Another address to meet at is sent to everybody's calendar, other words are not.
    """
    room = hold_mentorship(member)
    cipher = cipher_of(room)
    session, cause = find(room, session_id), Cause.deed(member.person_id)
    said, before = words.cleaned(), words_of(session, cipher)
    if said == before:
        return session
    if not session.is_live:
        raise Refused("conflict", _("This session was cancelled."))
    if session.words_version != version:
        raise Stale(session)
    _require_https(said.link)
    put_words(session, said, cipher)
    has_moved = said.link != before.link
    if has_moved:
        revise([session], cause.at, with_series=False)
    else:
        session.revise(cause.at)
    session.save()
    tell(Change("edited", room, cause, [session], is_mailed=has_moved))
    return session


def _require_https(link: str) -> None:
    if link and (not link.startswith("https://") or not urlsplit(link).hostname):
        raise Refused("bad_shape", _("The address to meet at has to begin with https://."))
