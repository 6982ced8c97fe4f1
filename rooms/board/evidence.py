"""How a goal goes: check-ins, evidence, and the messages that have to do with it. Not here: its steps (milestones)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms import log, wording
from rooms.board.deed import Deed
from rooms.board.enclosures import enclose, let_loose
from rooms.board.milestones import find_goal_with_room
from rooms.board.pieces import values_of
from rooms.board.rules import conflict, find_goal, find_inside, require_free_id, require_hand, require_seen, tidied
from rooms.chat import find_message
from rooms.models import Membership, Piece
from rooms.refusals import Refused

if TYPE_CHECKING:
    from rooms.log import Cause
    from rooms.models import RoomEvent
    from rooms.protocol.board import AddEvidenceData, CheckInData, LinkData, SeenEvidenceData

GOAL_CHECK_INS = 400
GOAL_EVIDENCE = 50
GOAL_LINKS = 50
EVIDENCE = Piece.Kind.EVIDENCE


def check_in(member: Membership, cause: Cause, data: CheckInData) -> RoomEvent:
    """How it goes, in under a minute: how sure one is, how far one is, what is in the way."""
    full = format_lazy(_("A goal holds at most {count} check-ins."), count=GOAL_CHECK_INS)
    goal = find_goal_with_room(member, data.goal, Piece.Kind.CHECK_IN, GOAL_CHECK_INS, full)
    if goal.state != "active":
        raise conflict(goal, _("This goal is only proposed: its owner accepts it first."))
    require_free_id(data.check_in)
    deed = Deed(member, cause)
    said = tidied(data)
    values = {name: said[name] for name in ("value", "confidence", "blocker", "help_wanted")}
    deed.make(Piece.Kind.CHECK_IN, data.check_in, values | {"by": deed.by, "at": deed.at}, goal=goal)
    return deed.record("checkin.added", goal)


def add_evidence(member: Membership, cause: Cause, data: AddEvidenceData) -> RoomEvent:
    full = format_lazy(_("A goal holds at most {count} pieces of evidence."), count=GOAL_EVIDENCE)
    goal = find_goal_with_room(member, data.goal, EVIDENCE, GOAL_EVIDENCE, full)
    require_free_id(data.evidence)
    text = tidied(data)["text"]
    if not (data.file or wording.is_visible(text)):
        raise Refused("bad_shape", _("Write something first: say what this shows."))
    deed = Deed(member, cause)
    values = {"text": text, "by": deed.by, "at": deed.at, "confirmed_by": None, "confirmed_at": None}
    file = enclose(deed, data.file) if data.file else None
    deed.make(EVIDENCE, data.evidence, values | {"file": file}, goal=goal)
    return deed.record("evidence.added", goal)


def confirm_evidence(member: Membership, cause: Cause, data: SeenEvidenceData) -> RoomEvent:
    """A mentor has seen it too; nobody confirms what they brought themselves, and confirming again changes nothing."""
    require_hand(member)
    evidence, goal = find_inside(member.room, EVIDENCE, data.evidence)
    deed = Deed(member, cause)
    values = values_of(evidence, deed.cipher)
    if member.role != Membership.Role.MENTOR or values["by"] == deed.by:
        raise Refused("forbidden", _("Evidence is confirmed by a mentor who did not bring it."))
    if values["confirmed_by"]:
        return log.append(deed.room, "event.noted", cause)
    require_seen(member, data.base, evidence)
    deed.set(evidence, confirmed_by=deed.by, confirmed_at=deed.at)
    return deed.record("evidence.confirmed", goal)


def remove_evidence(member: Membership, cause: Cause, data: SeenEvidenceData) -> RoomEvent:
    require_hand(member)
    evidence, goal = find_inside(member.room, EVIDENCE, data.evidence)
    deed = Deed(member, cause)
    if deed.by not in (values_of(evidence, deed.cipher)["by"], str(goal.owner_id)):
        raise Refused("forbidden", _("Evidence is taken back by who brought it or by the owner of the goal."))
    require_seen(member, data.base, evidence)
    deed.remove([evidence])
    let_loose(deed)
    return deed.record("evidence.removed", goal)


def link_message(member: Membership, cause: Cause, data: LinkData) -> RoomEvent:
    """A message of this room has to do with the goal; linking again changes nothing."""
    full = format_lazy(_("A goal holds at most {count} links."), count=GOAL_LINKS)
    goal = find_goal_with_room(member, data.goal, Piece.Kind.LINK, GOAL_LINKS, full)
    message = find_message(member.room, data.message)
    deed = Deed(member, cause)
    link = link_id(goal, message.pk)
    if goal.inside.filter(pk=link).exists():
        return log.append(deed.room, "event.noted", cause)
    deed.make(Piece.Kind.LINK, str(link), {"message": data.message, "by": deed.by}, goal=goal)
    return deed.record("goal.linked", goal)


def unlink_message(member: Membership, cause: Cause, data: LinkData) -> RoomEvent:
    require_hand(member)
    goal = find_goal(member.room, data.goal)
    link, _goal = find_inside(member.room, Piece.Kind.LINK, str(link_id(goal, uuid.UUID(data.message))))
    deed = Deed(member, cause)
    deed.remove([link])
    return deed.record("goal.unlinked", goal)


def link_id(goal: Piece, message: uuid.UUID) -> uuid.UUID:
    """The same for everybody who links the same two."""
    return uuid.uuid5(goal.pk, str(message))
