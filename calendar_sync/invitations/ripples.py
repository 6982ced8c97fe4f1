"""What is changed elsewhere and shows in calendars: a name, the place where a mentor meets people.

Not here: changes of the sessions themselves (booking, moving, cancelling, editing).
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from calendar_sync.booking.scope import revise, together
from calendar_sync.feeds.feeds import touch
from calendar_sync.models import Session
from calendar_sync.sessions.telling import Change, tell
from calendar_sync.sessions.wording import words_of
from rooms.log import Cause
from rooms.models import Membership, Room
from rooms.vault import NoKey, keyring

if TYPE_CHECKING:
    import uuid

    from rooms.vault import RoomCipher
    from server.accounts.models import Person


@transaction.atomic
def rename(person: Person) -> None:
    """Sessions to come tell the new name, in feeds that tell names; nobody is sent a mail for it."""
    mine = Membership.objects.of(person).filter(room__kind=Room.Kind.MENTORSHIP)
    rooms, now = Room.objects.lock(mine.values_list("room", flat=True)), timezone.now()
    for row in Session.objects.ahead(now).filter(room__in=rooms):
        row.revise(now)
        row.save(update_fields=["version", "revised_at"])
    for room in rooms:
        touch(room)


def change_place(mentor: Person) -> None:
    """Sessions to come without a place of their own take place where the mentor meets people now."""
    ahead = Session.objects.ahead(timezone.now()).filter(mentor=mentor, room__closed_at=None)
    for room in sorted(set(ahead.values_list("room", flat=True))):
        _change_place_in(room, mentor)


@transaction.atomic
def _change_place_in(room_id: uuid.UUID, mentor: Person) -> None:
    room = Room.objects.lock([room_id])[room_id]
    try:
        cipher = keyring.for_room(room)
    except NoKey:
        return
    ahead = Session.objects.ahead(timezone.now()).filter(room=room, mentor=mentor).select_related("series")
    rows = [row for row in ahead.order_by("uid", "starts_at") if has_no_place(row, cipher)]
    for _uid, group in groupby(rows, key=lambda row: row.uid):
        tell_of(room, list(group), Cause.deed(mentor.pk))


def has_no_place(row: Session, cipher: RoomCipher) -> bool:
    return not words_of(row, cipher).link


def tell_of(room: Room, group: list[Session], cause: Cause) -> None:
    rows = together(group, group[0])
    revise(rows, cause.at, with_series=True)
    for row in rows:
        row.save()
    tell(Change("edited", room, cause, rows))
