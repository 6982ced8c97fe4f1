"""What a room asks of the calendar, which stands on rooms and which they do not import: the settings name its module.

Not here: anything about sessions themselves (calendar_sync).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings

if TYPE_CHECKING:
    from rooms.log import Cause
    from rooms.models import Room
    from rooms.protocol.wire import SessionView


class Calendar(Protocol):
    """What the module has to offer."""

    def sessions_ahead(self, room: Room) -> list[SessionView]:
        """The next few that are not over, in two queries at most; for a room whose words can be read."""
        ...

    def sessions_as_markdown(self, room: Room) -> str:
        """All that were not cancelled, with what was written about them, for a member's copy; empty without any."""
        ...

    def cancel_ahead(self, room: Room, cause: Cause) -> None:
        """Let go of all that has not begun, in the transaction that closes the room."""
        ...


@cache
def calendar() -> Calendar:
    return cast("Calendar", import_module(settings.ROOM_CALENDAR))
