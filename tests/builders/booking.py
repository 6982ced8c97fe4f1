"""Sessions booked through the real verbs, and what they leave. Not here: bare rows (sessions)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec

from calendar_sync.booking.booking import Wish, book
from calendar_sync.clocks.recurring import Frequency, Repeat
from calendar_sync.models import Claim, Session
from calendar_sync.sessions.wording import Words
from rooms.models import RoomEvent
from rooms.rendering import open_body
from rooms.vault import keyring
from tests.builders.chat import member_of
from tests.builders.sessions import utc

if TYPE_CHECKING:
    from typing import Any

    from rooms.models import Room
    from server.accounts.models import Person

# The Tuesday after the Monday on which the tests' clock stands.
TUESDAY_AT_TEN = "2026-01-06T10:00"


def wish(start: str = TUESDAY_AT_TEN, *, title: str = "", weeks: int = 0, **fields: Any) -> Wish:
    """An hour, unless said otherwise; with `weeks` a series of so many."""
    repeat = Repeat(Frequency.WEEKLY, weeks) if weeks else None
    usual = {"minutes": 60, "client_id": str(uuid.uuid4()), "words": Words(title=title), "repeat": repeat}
    return Wish(**{"start": utc(start), **usual, **fields})


def booked(room: Room, who: Person, start: str = TUESDAY_AT_TEN, **fields: Any) -> Session:
    """The session, or the first one of its series."""
    return book(member_of(room, who), wish(start, **fields))[0]


def series_of(session: Session) -> list[Session]:
    return list(Session.objects.filter(series=session.series_id).order_by("recurrence_id").select_related("series"))


def standing(*sessions: Session) -> list[tuple[str, str, int]]:
    """Start, state and sequence of each as they are stored."""
    rows = Session.objects.filter(pk__in=[each.pk for each in sessions]).order_by("starts_at")
    return [(f"{row.starts_at:%m-%d %H:%M}", row.status, row.sequence) for row in rows]


def hours_taken(person: Person) -> float:
    return Claim.objects.filter(person=person).count() / 12


def last_told(room: Room) -> dict[str, Any]:
    """What the newest event of the room says."""
    event = RoomEvent.objects.filter(room=room).latest("seq")
    return {"kind": event.kind, **msgspec.json.decode(open_body(event, keyring.for_room(room)))}
