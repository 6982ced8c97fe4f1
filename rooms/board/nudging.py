"""Says in the room that a check-in is due, on the goal's own cadence. Not here: when this is called (the worker)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from rooms.board.deed import Deed
from rooms.board.pieces import values_of
from rooms.log import Cause
from rooms.models import Membership, Pause, Piece, Room
from rooms.vault import NoKey, keyring

LOOKS_A_ROUND = 200
CADENCES = {"weekly": timedelta(days=7), "fortnightly": timedelta(days=14)}


def nudge_due() -> int:
    """Look at the goals whose time has come; how many rooms were nudged."""
    due = Piece.objects.filter(look_at__lte=timezone.now()).order_by("look_at")[:LOOKS_A_ROUND]
    return sum(look(goal, room) for goal, room in due.values_list("pk", "room"))


@transaction.atomic
def look(goal_id: uuid.UUID, room_id: uuid.UUID) -> bool:
    """Nudge where a check-in is due, and note when to look again; another worker may have looked meanwhile."""
    room = Room.objects.lock([room_id])[room_id]
    now = timezone.now()
    goal = Piece.objects.filter(pk=goal_id, look_at__lte=now).first()
    if goal is None:
        return False
    goal.room = room
    due = next_check_in(goal)
    if due is None or due > now:
        Piece.objects.filter(pk=goal.pk).update(look_at=due)
        return False
    nudge(goal, due)
    return True


def next_check_in(goal: Piece) -> datetime | None:
    """When the goal's next check-in is due, counted from its start, the last one, the last nudge, or the last pause."""
    if goal.state != "active" or goal.finished_at or goal.room.closed_at or is_resting(goal.room):
        return None
    try:
        cipher = keyring.for_room(goal.room)
    except NoKey:
        return None
    values = values_of(goal, cipher)
    if values["cadence"] not in CADENCES:
        return None
    last = goal.inside.filter(kind=Piece.Kind.CHECK_IN).order_by("-born").first()
    since = [
        values["at"],
        f"{values['starts_on']}T00:00:00Z",
        values["nudged_at"],
        last and values_of(last, cipher)["at"],
        rested_until(goal.room),
    ]
    return max(datetime.fromisoformat(moment) for moment in since if moment) + CADENCES[values["cadence"]]


def is_resting(room: Room) -> bool:
    return Pause.objects.under_way().filter(room=room).exists()


def rested_until(room: Room) -> str | None:
    """When the last pause ended: nobody is reminded of the time in which the mentorship rested."""
    ended = room.pauses.aggregate(last=Max("ended_at"))["last"]
    return ended.isoformat() if ended else None


def nudge(goal: Piece, due: datetime) -> None:
    """A deed of the site itself, which is no member; the same nudge has the same id, whoever finds it due."""
    system = get_user_model().objects.system()
    cause = Cause(system.pk, str(uuid.uuid5(goal.pk, f"nudge {due.isoformat()}")))
    deed = Deed(Membership(room=goal.room, person=system), cause)
    goal.look_at = cause.at + min(CADENCES.values())
    deed.set(goal, nudged_at=deed.at)
    deed.record("goal.nudged", goal, is_final=True)
