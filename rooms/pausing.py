"""What mentor and mentee do to let a mentorship rest and go on, without having to say why. Not here: its end."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.models import Pause, Piece, Room
from rooms.outlook import cipher_of, clean, opened, record, seal
from rooms.refusals import Refused
from rooms.vault import NoKey

if TYPE_CHECKING:
    from datetime import date

    from rooms.models import Membership

WORD_LENGTH = 300
LONGEST_PAUSE = timedelta(days=366)
ROOMS_A_ROUND = 100


@transaction.atomic
def pause(member: Membership, *, word: str = "", until: date | None = None) -> Pause:
    """Let the mentorship rest, until a day or until somebody resumes; a pause under way gets this day and word."""
    room = hold_mentorship(member)
    said = clean(word, WORD_LENGTH)
    _require_soon(until)
    cause = Cause.deed(member.person_id)
    under_way = Pause.objects.under_way().filter(room=room).first()
    resting = under_way or Pause(room=room, person_id=member.person_id, at=cause.at, until=until)
    cipher = cipher_of(room)
    if under_way:
        if (opened(resting, cipher).decode(), resting.until) == (said, until):
            return resting
        resting.version += 1
        resting.until, resting.person_id = until, member.person_id
    resting.words = seal(resting, cipher, said.encode())
    resting.save()
    record(room, "room.paused", cause)
    return resting


def _require_soon(until: date | None) -> None:
    today = timezone.localdate()
    if until and not today < until <= today + LONGEST_PAUSE:
        raise Refused("bad_shape", _("Name a day that is still to come, at most a year from now."))


@transaction.atomic
def resume(member: Membership) -> None:
    """Let it go on; resuming what does not rest changes nothing."""
    room = hold_mentorship(member)
    cipher_of(room)
    under_way = Pause.objects.under_way().filter(room=room).first()
    if under_way:
        _end(room, under_way, Cause.deed(member.person_id))


def resume_due() -> int:
    """End the pauses whose day has come; how many there were."""
    today = datetime.now(UTC).date()
    due = Pause.objects.over(today).values_list("pk", "room")[:ROOMS_A_ROUND]
    return sum(_resume_one(pause_id, room_id) for pause_id, room_id in due)


@transaction.atomic
def _resume_one(pause_id: uuid.UUID, room_id: uuid.UUID) -> bool:
    """A deed of the site itself; another worker, or a member, may have come first."""
    room = Room.objects.lock([room_id])[room_id]
    under_way = Pause.objects.over(datetime.now(UTC).date()).filter(pk=pause_id).first()
    if under_way is None:
        return False
    system = get_user_model().objects.system()
    cause = Cause(system.pk, str(uuid.uuid5(pause_id, "over")))
    try:
        with transaction.atomic():
            _end(room, under_way, cause)
    except NoKey:
        # An erased room has nobody to tell.
        Pause.objects.filter(pk=pause_id).update(ended_at=cause.at)
    return True


def _end(room: Room, under_way: Pause, cause: Cause) -> None:
    under_way.ended_at = cause.at
    under_way.save(update_fields=["ended_at"])
    # Its goals are looked at anew: from here on their check-ins are counted.
    Piece.objects.of_kind(room, Piece.Kind.GOAL).update(look_at=cause.at)
    record(room, "room.resumed", cause)
