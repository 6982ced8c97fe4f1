"""A room's sessions as its live side and its copies tell of them, and what becomes of them when it closes.

Rooms reach this module by its name in the settings (rooms.calendar). Not here: booking and changing.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from calendar_sync.booking.cancelling import let_go
from calendar_sync.clocks.recurring import local_of
from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.models import Cadence, Session
from calendar_sync.models.session import LOCAL_FORMAT
from calendar_sync.sessions.attending import mark_present, meeting_rooms
from calendar_sync.sessions.telling import views_of
from calendar_sync.sessions.wording import words_of
from rooms.log import Cause
from rooms.protocol.notes import SessionNote
from rooms.protocol.wire import RhythmView
from rooms.rendering import moment
from rooms.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from calendar_sync.sessions.wording import Words
    from rooms.models import Membership, Room
    from rooms.protocol.wire import SessionView

__all__ = [
    "cancel_ahead",
    "has_session",
    "mark_present",
    "meeting_rooms",
    "rhythm_of",
    "sessions_ahead",
    "sessions_as_markdown",
    "sessions_held",
    "sessions_to_note",
]

SHOWN = 3
PAST_SHOWN = 10


def sessions_ahead(room: Room) -> list[SessionView]:
    return views_of(room, list(Session.objects.filter(room=room).ahead(timezone.now())[:SHOWN]))


def rhythm_of(room: Room) -> RhythmView | None:
    row = Cadence.objects.filter(room=room).first()
    if row is None:
        return None
    return RhythmView(count=row.count, weeks=row.weeks, begins_on=row.begins_on.isoformat(), by=str(row.set_by_id))


def sessions_as_markdown(room: Room) -> str:
    """By the clock of whoever takes the copy."""
    rows = Session.objects.live().filter(room=room).order_by("starts_at", "pk")
    return "\n\n".join(_as_markdown(row, words_of(row, keyring.for_room(room))) for row in rows)


def _as_markdown(row: Session, words: Words) -> str:
    starts, ends = (timezone.localtime(each) for each in (row.starts_at, row.ends_at))
    title = f"# {starts:%Y-%m-%d %H:%M}-{ends:%H:%M} {starts.tzname()} {words.title}".rstrip()
    said = [(_("Agenda"), words.agenda), (_("Minutes"), words.minutes)]
    return "\n\n".join([title, *(f"## {name}\n\n{text}" for name, text in said if text)])


def has_session(room: Room, session: uuid.UUID) -> bool:
    return Session.objects.live().filter(room=room, pk=session).exists()


def sessions_to_note(
    member: Membership, written: Mapping[uuid.UUID, int], asked: Sequence[uuid.UUID]
) -> list[SessionNote]:
    """The last ones and the next ones beside those with words; as many queries whatever their number."""
    now, rows = timezone.now(), Session.objects.filter(room=member.room)
    past = rows.live().filter(starts_at__lte=now).order_by("-starts_at")[:PAST_SHOWN]
    parts = [rows.ahead(now)[:SHOWN], past, rows.filter(pk__in=[*written]), rows.live().filter(pk__in=asked)]
    found = {row.pk: row for part in parts for row in part}
    newest = sorted(found.values(), key=lambda row: (row.starts_at, row.pk), reverse=True)
    return [_to_note(row, member, written.get(row.pk, 0)) for row in newest]


def _to_note(row: Session, member: Membership, no: int) -> SessionNote:
    return SessionNote(
        session=str(row.pk),
        starts_at=moment(row.starts_at),
        local=local_of(row.starts_at, canonical_zone(member.person.time_zone)).strftime(LOCAL_FORMAT),
        title=words_of(row, keyring.for_room(member.room)).title,
        is_cancelled=not row.is_live,
        no=no,
    )


def sessions_held(room: Room) -> list[datetime]:
    held = Session.objects.filter(room=room).held(timezone.now())
    return list(held.order_by("starts_at").values_list("starts_at", flat=True))


def cancel_ahead(room: Room, cause: Cause) -> None:
    """A deed under an id of its own, since the cause's stands for the closing."""
    own = Cause(cause.actor, str(uuid.uuid5(room.pk, f"sessions|{cause.client_id}")), at=cause.at)
    rows = list(Session.objects.filter(room=room, started_at=None).ahead(cause.at).select_related("series"))
    if rows:
        let_go(room, rows, own, why="closed")
