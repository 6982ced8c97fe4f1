"""The durable events of a mentorship that rests or ends. Not here: commands, since all this is done on pages."""

from __future__ import annotations

from typing import get_args

from rooms.protocol.envelopes import Event
from rooms.protocol.wire import Outlook, Wire


class OutlookData(Wire):
    """What lies ahead from here on; nothing but going on where it is null."""

    outlook: Outlook | None


class OutlookChanged(Event):
    """Base of all that changes what lies ahead."""

    data: OutlookData


class RoomPaused(OutlookChanged, tag="room.paused"):
    """The mentorship rests, or its pause has another end."""


class RoomResumed(OutlookChanged, tag="room.resumed"):
    """It goes on: somebody said so, or the pause's day has come."""


class ClosingProposed(OutlookChanged, tag="closing.proposed"):
    """Somebody proposes to close the room, or has changed the words of it; there are no signatures yet."""


class ClosingAnswered(OutlookChanged, tag="closing.answered"):
    """Somebody says something to the proposal."""


class ClosingSigned(OutlookChanged, tag="closing.signed"):
    """Somebody has signed it, or given notice with their signature."""


class ClosingWithdrawn(OutlookChanged, tag="closing.withdrawn"):
    """The proposal is off, or somebody took their notice and signature back."""


OutlookEvent = RoomPaused | RoomResumed | ClosingProposed | ClosingAnswered | ClosingSigned | ClosingWithdrawn
OUTLOOK_EVENTS: dict[str, type[OutlookChanged]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(OutlookEvent)
}
