"""What a connection reads when it opens a room or comes to the site. Not here: the live part (hub)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import msgspec
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from rooms import log
from rooms.models import Control, Membership, RoomEvent
from rooms.protocol.events import AnyEvent, Opened
from rooms.reading import one_moment
from rooms.refusals import Refused
from rooms.snapshot import lines_of, memberships_of, mentorship_members, read_marks, read_snapshot
from rooms.vault import NoKey

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection

    from rooms.bus import Frame
    from rooms.models import Room
    from rooms.protocol.wire import Cursor, RoomLine


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands in one room: what the live side must know without asking again."""

    room: str
    kind: str
    epoch: str
    head: int
    message_no: int
    read_no: int
    shows_presence: bool
    tag: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Everything about a person that a connection needs at its start."""

    standings: dict[str, Standing]
    lines: list[RoomLine]
    orders: frozenset[int]


def read_arrival(person_id: uuid.UUID) -> Arrival:
    return read_arrivals([person_id])[person_id]


def read_arrivals(people: Collection[uuid.UUID]) -> dict[uuid.UUID, Arrival]:
    """Rooms, heads and unread counts of people in one moment; four queries whatever their number."""
    with one_moment():
        persons = get_user_model().objects.in_bulk(people)
        mine = memberships_of(persons)
        members = mentorship_members(row for rows in mine.values() for row in rows)
        orders = frozenset(Control.objects.given_lately_to(persons))
    return {
        pk: Arrival(
            {str(row.room_id): _standing(row, person.shows_presence_in(row.room.kind)) for row in mine[pk]},
            lines_of(mine[pk], members),
            orders,
        )
        for pk, person in persons.items()
    }


def _standing(row: Membership, shows_presence: bool) -> Standing:  # noqa: FBT001  (a fact, not a switch)
    room = row.room
    tag: str = getattr(row, "head_tag", None) or ""
    return Standing(str(room.pk), room.kind, room.epoch, room.head, room.message_no, row.read_no, shows_presence, tag)


def find_member(person_id: uuid.UUID, room_id: uuid.UUID) -> Membership:
    """The current membership; others hear that there is no such room, former members that they are none."""
    member = Membership.objects.filter(person=person_id, room=room_id).select_related("room").first()
    if member is None:
        raise Refused("not_found", _("There is no such room."))
    if not member.is_current:
        raise Refused("not_a_member", _("You are no longer a member of this room."))
    return member


def read_opening(person_id: uuid.UUID, room_id: uuid.UUID, cursor: Cursor | None) -> Opened:
    """The events after the cursor, or a snapshot when the cursor does not fit this room's log."""
    with one_moment():
        member = find_member(person_id, room_id)
        try:
            if cursor and fits(member.room, cursor):
                return _tail(member, cursor)
            snapshot = read_snapshot(member)
        except NoKey:
            raise Refused("not_found", _("This room was erased.")) from None
        room = member.room
        return Opened(mode="reset", epoch=room.epoch, head=room.head, snapshot=snapshot, marks=snapshot.marks)


def fits(room: Room, cursor: Cursor) -> bool:
    """Whether the cursor's event is the one that stands there now, and not too long ago."""
    if cursor.epoch != room.epoch or not 0 <= room.head - cursor.seq <= log.RESET_GAP:
        return False
    tags = RoomEvent.objects.filter(room=room, seq=cursor.seq).values_list("tag", flat=True)
    return cursor.tag == (tags.first() or "")


def _tail(member: Membership, cursor: Cursor) -> Opened:
    room = member.room
    events = [view for _row, view in log.events_after(room, cursor.seq)]
    raw = within_bytes([msgspec.Raw(msgspec.json.encode(view)) for view in events])
    more = cursor.seq + len(raw) < room.head
    members = Membership.objects.current().filter(room=room).select_related("person").order_by("joined_at", "pk")
    return Opened(
        mode="page" if more else "tail",
        epoch=room.epoch,
        head=cursor.seq + len(raw),
        events=as_events(raw),
        more=more,
        marks=read_marks(room, members),
    )


def within_bytes(events: list[msgspec.Raw]) -> list[msgspec.Raw]:
    """As many events from the start as fit into one slice, at least one."""
    size = 0
    for count, event in enumerate(events):
        size += len(bytes(event))
        if size > log.TAIL_BYTES and count:
            return events[:count]
    return events


def opened_from_ring(cursor: Cursor, frames: list[Frame]) -> Opened | None:
    """The tail out of memory, byte for byte what the database would give; None when it is too long for one slice."""
    raw = [msgspec.Raw(frame.text.encode()) for frame in frames]
    if len(raw) > log.TAIL_EVENTS or len(within_bytes(raw)) < len(raw):
        return None
    return Opened(mode="tail", epoch=cursor.epoch, head=cursor.seq + len(raw), events=as_events(raw))


def as_events(raw: list[msgspec.Raw]) -> list[AnyEvent]:
    """Encoded events pass through the encoder untouched, so they may stand where events are expected."""
    return cast("list[AnyEvent]", raw)
