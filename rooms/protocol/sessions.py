"""The durable events of a room's sessions. Not here: commands, since all this is done on pages."""

from __future__ import annotations

from typing import Literal, get_args

from rooms.protocol.closing import OutlookChanged
from rooms.protocol.envelopes import Event
from rooms.protocol.wire import Outlook, SessionView, Wire


class SessionsData(Wire):
    """The sessions that it is about, as they are from here on; several where they repeat."""

    sessions: list[SessionView]
    outlook: Outlook | None


class CancelledData(Wire):
    """Why: somebody cancelled, the mentor declined or did not answer in time, or the room was closed."""

    sessions: list[SessionView]
    outlook: Outlook | None
    why: Literal["cancelled", "declined", "expired", "closed"]


class SessionChanged(Event):
    """Base of what is said of sessions."""

    data: SessionsData


class SessionBooked(SessionChanged, tag="session.booked"):
    """Agreed at once, or waiting for the mentor's answer."""


class SessionApproved(SessionChanged, tag="session.approved"):
    """The mentor agrees."""


class SessionMoved(SessionChanged, tag="session.moved"):
    """At another time, or of another length; it may wait for the mentor's answer again."""


class SessionEdited(SessionChanged, tag="session.edited"):
    """Other words: title, agenda, link, minutes."""


class SessionAnswered(SessionChanged, tag="session.answered"):
    """Somebody says that they come, perhaps, or not."""


class SessionStarted(SessionChanged, tag="session.started"):
    """Somebody began it."""


class SessionDelayed(SessionChanged, tag="session.delayed"):
    """Somebody comes late, it takes longer, or the mentor is held up; or in time after all."""


class SessionProposed(SessionChanged, tag="session.proposed"):
    """Somebody proposes another time, from their calendar or on its page."""


class SessionEnded(SessionChanged, tag="session.ended"):
    """It is over; from here on it counts as held."""


class SessionCancelled(Event, tag="session.cancelled"):
    """Not to take place; their time is free again."""

    data: CancelledData


class SessionRhythm(OutlookChanged, tag="session.rhythm"):
    """How often they mean to meet was agreed on, changed or let go."""


SessionEvent = (
    SessionBooked | SessionApproved | SessionMoved | SessionEdited | SessionAnswered
    | SessionStarted | SessionDelayed | SessionProposed | SessionEnded | SessionCancelled | SessionRhythm
)  # fmt: skip
SESSION_EVENTS: dict[str, type[Event]] = {str(kind.__struct_config__.tag): kind for kind in get_args(SessionEvent)}
