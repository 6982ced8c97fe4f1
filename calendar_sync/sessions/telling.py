"""How a change of sessions is told: to the room's log, in the transaction of the change. Not here: the changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from calendar_sync.clocks.recurring import local_of
from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.feeds.feeds import touch
from calendar_sync.invitations.invites import invite
from calendar_sync.models import Attendance, Proposal
from calendar_sync.models.session import LOCAL_FORMAT
from calendar_sync.sessions.wording import words_of
from rooms import log
from rooms.models import Membership
from rooms.outlook import outlook_of
from rooms.protocol.sessions import CancelledData, SessionsData
from rooms.protocol.wire import SessionView
from rooms.rendering import moment
from rooms.vault import keyring

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence

    from calendar_sync.models import Series, Session
    from rooms.log import Cause
    from rooms.models import Room
    from rooms.vault import RoomCipher

    Kind = Literal[
        "booked", "approved", "moved", "edited", "answered", "started", "delayed", "proposed", "ended", "cancelled"
    ]
    Why = Literal["cancelled", "declined", "expired", "closed"]


# What calendars show of a session.
IN_CALENDARS = {"booked", "approved", "moved", "edited", "cancelled"}


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to sessions of a room, as their rows stand now.

    `cut` is a series that ends earlier than it did, where these sessions left it. `is_mailed` is false where calendars
    show nothing else than before.
    """

    kind: Kind
    room: Room
    cause: Cause
    sessions: Sequence[Session]
    cut: Series | None = None
    why: Why = "cancelled"
    is_mailed: bool = True


def tell(change: Change) -> None:
    """Record it; whoever is in the room sees it at once."""
    if change.kind in {"moved", "cancelled"}:
        Proposal.objects.filter(session__in=[each.pk for each in change.sessions]).delete()
    views, outlook = views_of(change.room, change.sessions), outlook_of(change.room)
    body: SessionsData | CancelledData = SessionsData(sessions=views, outlook=outlook)
    if change.kind == "cancelled":
        body = CancelledData(sessions=views, outlook=outlook, why=change.why)
    if change.kind in IN_CALENDARS:
        touch(change.room.pk)
        invite(change)
    log.append(change.room, f"session.{change.kind}", change.cause, body=body)


def views_of(room: Room, sessions: Sequence[Session]) -> list[SessionView]:
    """Three queries whatever their number, none without any."""
    if not sessions:
        return []
    cipher, members = keyring.for_room(room), Membership.objects.current().filter(room=room)
    zones = sorted(set(members.values_list("person__time_zone", flat=True)))
    attendances: dict[uuid.UUID, list[Attendance]] = defaultdict(list)
    for each in Attendance.objects.filter(session__in=[each.pk for each in sessions]).order_by("pk"):
        attendances[each.session_id].append(each)
    views = {each.pk: _view_of(each, cipher, zones, attendances[each.pk]) for each in sessions}
    for proposal in Proposal.objects.filter(session__in=views).order_by("pk"):
        views[proposal.session_id].proposed.append(str(proposal.person_id))
    return list(views.values())


def _view_of(session: Session, cipher: RoomCipher, zones: Sequence[str], people: Sequence[Attendance]) -> SessionView:
    return SessionView(
        id=str(session.pk),
        mentor=str(session.mentor_id),
        status=session.status,  # type: ignore[arg-type]  # the verbs write nothing else
        starts_at=moment(session.starts_at),
        ends_at=moment(session.ends_at),
        version=session.version,
        title=words_of(session, cipher).title,
        series=str(session.series_id) if session.series_id else None,
        started_at=moment(session.started_at) if session.started_at else None,
        ended_at=moment(session.ended_at) if session.ended_at else None,
        over=session.over,
        held_up=session.held_up,
        late={str(each.person_id): each.late for each in people if each.late},
        declined=[str(each.person_id) for each in people if each.answer == Attendance.Answer.DECLINED],
        clocks={zone: local_of(session.starts_at, canonical_zone(zone)).strftime(LOCAL_FORMAT) for zone in zones},
    )
