"""A room's sessions as its live side tells of them, and what becomes of them when it closes.

Rooms reach this module by its name in the settings (rooms.calendar). Not here: booking and changing.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils import timezone

from calendar_sync.cancelling import let_go
from calendar_sync.models import Session
from calendar_sync.telling import views_of
from rooms.log import Cause

if TYPE_CHECKING:
    from rooms.models import Room
    from rooms.protocol.wire import SessionView

SHOWN = 3


def sessions_ahead(room: Room) -> list[SessionView]:
    return views_of(room, list(Session.objects.filter(room=room).ahead(timezone.now())[:SHOWN]))


def cancel_ahead(room: Room, cause: Cause) -> None:
    """A deed under an id of its own, since the cause's stands for the closing."""
    own = Cause(cause.actor, str(uuid.uuid5(room.pk, f"sessions|{cause.client_id}")), at=cause.at)
    rows = list(Session.objects.filter(room=room, started_at=None).ahead(cause.at).select_related("series"))
    if rows:
        let_go(room, rows, own, why="closed")
