"""What comes of a session: decisions in its minutes become goals. Not here: the minutes (editing), the board."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from calendar_sync.booking.patience import patience
from calendar_sync.booking.scope import find
from calendar_sync.clocks.labels import day_name
from rooms import log
from rooms.board.goals import add_goal, propose_goal
from rooms.log import Cause
from rooms.members import SIGNATORIES, hold_mentorship
from rooms.models import Membership, Piece
from rooms.outlook import cipher_of
from rooms.protocol.board import AddGoalData, ProposeGoalData
from rooms.refusals import Refused
from rooms.vault import NoKey, keyring

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rooms.models import Room, RoomEvent
    from rooms.vault import RoomCipher

TITLE_LENGTH = 200
# An item of a list, with or without a box to tick.
ITEM = re.compile(r"^\s*[-*] +(?:\[[ xX]?\] +)?(\S.*)$", re.MULTILINE)


def decisions_in(minutes: str) -> list[str]:
    """The items of its lists, each once and as a title."""
    return list(dict.fromkeys(each.strip()[:TITLE_LENGTH] for each in ITEM.findall(minutes)))


@patience()
@transaction.atomic
def make_goal(member: Membership, session_id: uuid.UUID, title: str) -> RoomEvent:
    """A mentee's goal is on the board at once, a mentor's waits for the mentee; the same again makes no other."""
    room = hold_mentorship(member)
    said = " ".join(title.split())
    digest = _digest(cipher_of(room), session_id, said)
    cause = Cause(member.person_id, str(uuid.UUID(bytes=digest)), digest)
    earlier = log.repeated(room, cause)
    if earlier:
        return earlier
    session = find(room, session_id)
    if not 0 < len(said) <= TITLE_LENGTH:
        raise Refused("bad_shape", _("Say in a few words what came of it."))
    member.room = room
    goal = str(_goal_id(member.person_id, digest))
    why = _("Agreed on in the session of %(day)s.") % {"day": day_name(session.local.date())}
    data = {"goal": goal, "fields": {"title": said, "why": why}}
    if member.role == Membership.Role.MENTEE:
        return add_goal(member, cause, msgspec.convert(data, AddGoalData))
    return propose_goal(member, cause, msgspec.convert(data, ProposeGoalData))


def _digest(cipher: RoomCipher, session_id: uuid.UUID, title: str) -> bytes:
    return cipher.digest(f"{session_id}|{title}".encode())


def _goal_id(person_id: uuid.UUID, digest: bytes) -> uuid.UUID:
    return uuid.uuid5(person_id, str(uuid.UUID(bytes=digest)))


def goals_of(room: Room, decisions: Mapping[uuid.UUID, Sequence[str]]) -> set[tuple[uuid.UUID, str]]:
    """Which decisions of which sessions somebody made a goal that stands on the board; two queries.

    Their ids follow from who made them of what, so nothing has to be kept about it.
    """
    people = list(Membership.objects.filter(room=room, role__in=SIGNATORIES).values_list("person", flat=True))
    try:
        cipher = keyring.for_room(room)
    except NoKey:
        return set()
    found = {
        _goal_id(person, _digest(cipher, session_id, said)): (session_id, said)
        for session_id, items in decisions.items()
        for said in items
        for person in people
    }
    goals = Piece.objects.of_kind(room, Piece.Kind.GOAL).exclude(state="declined").filter(pk__in=found)
    return {found[pk] for pk in goals.values_list("pk", flat=True)}
