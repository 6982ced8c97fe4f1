"""A room as it now stands, and pages of its history. Not here: what changed since (log)."""

from __future__ import annotations

import uuid
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db.models import OuterRef

from rooms.models import Membership, Message, Reaction, Room, RoomEvent
from rooms.outlook import outlook_of
from rooms.protocol.wire import Mark, MessageView, Page, PersonCard, RoomLine, Snapshot
from rooms.rendering import card, message_view
from rooms.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from server.accounts.models import Person

PAGE_MESSAGES = 50
MEMBERS_SHOWN = 300
STANDING = (
    "person", "room", "read_no", "room__kind", "room__title", "room__epoch", "room__head", "room__message_no",
)  # fmt: skip


def read_snapshot(member: Membership) -> Snapshot:
    """Everything that a fresh client needs; about eight queries whatever the room's size."""
    room = member.room
    members = _members(room)
    return Snapshot(
        id=str(room.pk),
        kind=room.kind,  # type: ignore[arg-type]  # the database holds it to the two kinds
        title=room_title(room, member.person_id, members),
        closed=room.closed_at is not None,
        role=member.role,  # type: ignore[arg-type]  # the interface writes nothing else
        epoch=room.epoch,
        head=room.head,
        tag=tag_at(room, room.head),
        message_no=room.message_no,
        read_no=member.read_no,
        member_count=Membership.objects.current().filter(room=room).count(),
        members=[card(each) for each in members],
        marks=read_marks(room, members),
        page=page_before(room, room.message_no + 1),
        outlook=outlook_of(room),
    )


def tag_at(room: Room, seq: int) -> str:
    return RoomEvent.objects.filter(room=room, seq=seq).values_list("tag", flat=True).first() or ""


def read_marks(room: Room, members: Iterable[Membership]) -> list[Mark]:
    """How far each member of a mentorship room has read; those who hide their presence are left out."""
    if room.kind != Room.Kind.MENTORSHIP:
        return []
    shown = [each for each in members if each.person.shows_presence_in(room.kind)]
    return [Mark(person=str(each.person_id), no=each.read_no) for each in shown]


def page_before(room: Room, no: int, size: int = PAGE_MESSAGES) -> Page:
    messages = Message.objects.page_before(room, no, size)
    earlier = bool(messages) and messages[0].no > 1
    return _page(room, messages, earlier=earlier, later=no <= room.message_no)


def page_around(room: Room, no: int, size: int = PAGE_MESSAGES) -> Page:
    """A page with message number no in its middle, for a jump to something quoted."""
    first = max(1, no - size // 2)
    messages = list(Message.objects.filter(room=room, no__gte=first, no__lt=first + size).order_by("no"))
    return _page(room, messages, earlier=first > 1, later=first + size <= room.message_no)


def look_up(room: Room, messages: Collection[str], people: Collection[str]) -> Page:
    """Single messages and people by id; unknown ids are passed over."""
    rows = Message.objects.in_room(room, map(uuid.UUID, messages))
    page = _page(room, rows, earlier=False, later=False)
    page.people = _cards(room, {uuid.UUID(each) for each in people} | {row.author_id for row in rows})
    return page


def _page(room: Room, messages: Sequence[Message], *, earlier: bool, later: bool) -> Page:
    wanted = {row.reply_to_id for row in messages if row.reply_to_id} - {row.pk for row in messages}
    quoted = Message.objects.in_room(room, wanted) if wanted else []
    people = {row.author_id for row in (*messages, *quoted)}
    people |= {row.deleted_by_id for row in (*messages, *quoted) if row.deleted_by_id}
    return Page(
        messages=_views(room, messages),
        quoted=_views(room, quoted),
        people=_cards(room, people),
        earlier=earlier,
        later=later,
    )


def _views(room: Room, messages: Sequence[Message]) -> list[MessageView]:
    if not messages:
        return []
    cipher = keyring.for_room(room)
    reactions: dict[uuid.UUID, list[Reaction]] = defaultdict(list)
    for reaction in Reaction.objects.filter(message__in=messages):
        reactions[reaction.message_id].append(reaction)
    return [message_view(message, cipher, reactions[message.pk]) for message in messages]


def _cards(room: Room, people: Iterable[uuid.UUID]) -> list[PersonCard]:
    rows = Membership.objects.filter(room=room, person__in=set(people)).select_related("person").order_by("pk")
    return [card(row) for row in rows]


def _members(room: Room) -> list[Membership]:
    """The current members in the order of their coming, the first MEMBERS_SHOWN of them."""
    rows = Membership.objects.current().filter(room=room).select_related("person")
    return list(rows.order_by("joined_at", "pk")[:MEMBERS_SHOWN])


def room_title(room: Room, reader: uuid.UUID, members: Iterable[Membership]) -> str:
    """A group's own title; a mentorship room is called after the others in it."""
    if room.title:
        return room.title
    others = [each.person.name for each in members if each.person_id != reader]
    return ", ".join(others)


def room_lines(person: Person) -> list[RoomLine]:
    """The rooms of a person with what is unread, mentorships first; two queries whatever their number."""
    mine = memberships_of([person.pk])[person.pk]
    return lines_of(mine, mentorship_members(mine))


def memberships_of(people: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Membership]]:
    """The current memberships of people with their rooms and `head_tag`, in the order of the rooms list."""
    mine: dict[uuid.UUID, list[Membership]] = {person: [] for person in people}
    newest = RoomEvent.objects.filter(room=OuterRef("room"), seq=OuterRef("room__head")).values("tag")
    rows = Membership.objects.current().filter(person__in=people).select_related("room").annotate(head_tag=newest)
    # To read moments takes as long as all else of these rows, and thousands may come back at once.
    for row in rows.only(*STANDING).order_by("-room__kind", "room__title", "pk"):
        mine[row.person_id].append(row)
    return mine


def mentorship_members(mine: Iterable[Membership]) -> dict[uuid.UUID, list[Membership]]:
    """Who is in the mentorship rooms among these, by room: such a room is called after the others in it."""
    sealed = {each.room_id for each in mine if each.room.is_sealed}
    members: dict[uuid.UUID, list[Membership]] = defaultdict(list)
    rows = Membership.objects.current().filter(room__in=sealed).select_related("person").order_by("joined_at", "pk")
    for row in rows:
        members[row.room_id].append(row)
    return members


def lines_of(mine: Iterable[Membership], members: dict[uuid.UUID, list[Membership]]) -> list[RoomLine]:
    return [_line(each, members.get(each.room_id, ())) for each in mine]


def _line(member: Membership, members: Iterable[Membership]) -> RoomLine:
    room = member.room
    return RoomLine(
        id=str(room.pk),
        kind=room.kind,  # type: ignore[arg-type]  # the database holds it to the two kinds
        title=room_title(room, member.person_id, members),
        message_no=room.message_no,
        read_no=member.read_no,
    )
