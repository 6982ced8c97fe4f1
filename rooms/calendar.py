"""What a room asks of the calendar, which stands on rooms and which they do not import: the settings name its module.

Not here: anything about sessions themselves (calendar_sync).
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

from django.conf import settings

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from rooms.log import Cause
    from rooms.models import Membership, Room
    from rooms.protocol.notes import SessionNote
    from rooms.protocol.wire import RhythmView, SessionView


class Calendar(Protocol):
    """What the module has to offer."""

    def sessions_ahead(self, room: Room) -> list[SessionView]:
        """The next few that are not over, in two queries at most; for a room whose words can be read."""
        ...

    def rhythm_of(self, room: Room) -> RhythmView | None:
        """How often they mean to meet; one query."""
        ...

    def sessions_as_markdown(self, room: Room) -> str:
        """All that were not cancelled, with what was written about them, for a member's copy; empty without any."""
        ...

    def has_session(self, room: Room, session: uuid.UUID) -> bool:
        """Whether it is one of the room's, and was not cancelled."""
        ...

    def sessions_to_note(
        self, member: Membership, written: Mapping[uuid.UUID, int], asked: Sequence[uuid.UUID]
    ) -> list[SessionNote]:
        """Those with a note, each with its newest update's number, and those that may soon get one; newest first."""
        ...

    def sessions_held(self, room: Room) -> list[datetime]:
        """When the sessions that took place began, in their order."""
        ...

    def meeting_rooms(self) -> set[str]:
        """The rooms in which a session is under way, in one query."""
        ...

    def mark_present(self, present: Mapping[str, Collection[str]]) -> None:
        """These people are in these rooms now; only what a session is under way in is kept."""
        ...

    def cancel_ahead(self, room: Room, cause: Cause) -> None:
        """Let go of all that has not begun, in the transaction that closes the room."""
        ...


@cache
def calendar() -> Calendar:
    return cast("Calendar", import_module(settings.ROOM_CALENDAR))
