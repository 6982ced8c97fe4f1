"""A room's sessions as its live side and its copies tell of them, and what becomes of them when it closes.

Rooms reach this module by its name in the settings (rooms.calendar). Not here: booking and changing.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from calendar_sync.booking.cancelling import let_go
from calendar_sync.models import Session
from calendar_sync.sessions.telling import views_of
from calendar_sync.sessions.wording import words_of
from rooms.log import Cause
from rooms.vault import keyring

if TYPE_CHECKING:
    from calendar_sync.sessions.wording import Words
    from rooms.models import Room
    from rooms.protocol.wire import SessionView

SHOWN = 3


def sessions_ahead(room: Room) -> list[SessionView]:
    return views_of(room, list(Session.objects.filter(room=room).ahead(timezone.now())[:SHOWN]))


def sessions_as_markdown(room: Room) -> str:
    """By the clock of whoever takes the copy."""
    rows = Session.objects.live().filter(room=room).order_by("starts_at", "pk")
    return "\n\n".join(_as_markdown(row, words_of(row, keyring.for_room(room))) for row in rows)


def _as_markdown(row: Session, words: Words) -> str:
    starts, ends = (timezone.localtime(each) for each in (row.starts_at, row.ends_at))
    title = f"# {starts:%Y-%m-%d %H:%M}-{ends:%H:%M} {starts.tzname()} {words.title}".rstrip()
    said = [(_("Agenda"), words.agenda), (_("Minutes"), words.minutes)]
    return "\n\n".join([title, *(f"## {name}\n\n{text}" for name, text in said if text)])


def cancel_ahead(room: Room, cause: Cause) -> None:
    """A deed under an id of its own, since the cause's stands for the closing."""
    own = Cause(cause.actor, str(uuid.uuid5(room.pk, f"sessions|{cause.client_id}")), at=cause.at)
    rows = list(Session.objects.filter(room=room, started_at=None).ahead(cause.at).select_related("series"))
    if rows:
        let_go(room, rows, own, why="closed")
