"""What becomes of a goal: added, proposed, answered, edited, moved, shared, archived, erased.

Not here: what is inside it (milestones, tasks, evidence, scales), taking back (undoing).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms import log
from rooms.board.deed import Deed
from rooms.board.enclosures import erase_files
from rooms.board.pieces import column_id, values_of
from rooms.board.places import LAST, Place, read_place, role_of
from rooms.board.rules import (
    conflict,
    find,
    find_goal,
    require_after_start,
    require_alive,
    require_fewer,
    require_free_id,
    require_hand,
    require_seen,
    require_sound,
    tidied,
    written_over,
)
from rooms.models import Membership, Piece
from rooms.refusals import Refused
from rooms.vault import keyring

if TYPE_CHECKING:
    from rooms.board.pieces import Values
    from rooms.log import Cause
    from rooms.models import RoomEvent
    from rooms.protocol.board import (
        AddGoalData,
        DeclineGoalData,
        EditGoalData,
        GoalData,
        ProposeGoalData,
        SeenGoalData,
        ShareGoalData,
    )

BOARD_GOALS = 500
GOAL = Piece.Kind.GOAL
WRITTEN: Values = {
    "title": "", "why": "", "skill": None, "level_now": None, "level_wanted": None, "measure": None, "unit": "",
    "baseline": None, "target": None, "due_on": None, "success": "", "first_step": "", "obstacles": "",
    "help_wanted": "", "cadence": "none",
}  # fmt: skip
UNTOUCHED: Values = {
    "moved_by": None, "moved_at": None, "finished_at": None, "declined_because": "", "agreed_by": [],
    "visibility": "room", "nudged_at": None,
}  # fmt: skip


def add_goal(member: Membership, cause: Cause, data: AddGoalData) -> RoomEvent:
    """A mentee's own goal, on the board at once; raises `forbidden` for a mentor, who proposes instead."""
    require_hand(member)
    if member.role != Membership.Role.MENTEE:
        raise Refused("forbidden", _("A goal belongs to the mentee: propose it, and the mentee can accept it."))
    deed = Deed(member, cause)
    column = data.column or str(column_id(deed.room, "todo"))
    place = read_place(deed.room, column, data.after if data.column else LAST)
    values = new_goal(deed, data, owner=deed.by, state="active")
    put(deed, values, place)
    if role_of(deed.room, place.column) == "done":
        values["finished_at"] = deed.at
    return deed.record("goal.added", deed.make(GOAL, data.goal, values))


def propose_goal(member: Membership, cause: Cause, data: ProposeGoalData) -> RoomEvent:
    """A mentor's goal for a mentee; it waits beside the board for the mentee's answer."""
    require_hand(member)
    if member.role != Membership.Role.MENTOR:
        raise Refused("forbidden", _("Only a mentor proposes a goal: add yours yourself."))
    deed = Deed(member, cause)
    values = new_goal(deed, data, owner=find_mentee(member, data.owner), state="proposed")
    values |= {"column": str(column_id(deed.room, "todo")), "position": ""}
    return deed.record("goal.proposed", deed.make(GOAL, data.goal, values))


def new_goal(deed: Deed, data: AddGoalData | ProposeGoalData, *, owner: str, state: str) -> Values:
    """The values of a goal that is not made yet; refused where the board is full."""
    require_free_id(data.goal)
    full = format_lazy(_("A board holds at most {count} goals: erase one that is no longer needed."), count=BOARD_GOALS)
    require_fewer(Piece.objects.of_kind(deed.room, GOAL).count(), BOARD_GOALS, full)
    start = {"starts_on": deed.cause.at.date().isoformat()}
    values = WRITTEN | start | tidied(data.fields) | UNTOUCHED
    require_sound(GOAL, values)
    return values | {"owner": owner, "state": state, "by": deed.by, "at": deed.at}


def find_mentee(member: Membership, owner: str | None) -> str:
    mentees = Membership.objects.current().filter(room=member.room, role=Membership.Role.MENTEE)
    people = [str(person) for person in mentees.values_list("person", flat=True)]
    if owner is None and len(people) == 1:
        return people[0]
    if owner not in people:
        raise Refused("bad_shape", _("Say which mentee this goal is for."))
    return str(owner)


def put(deed: Deed, values: Values, place: Place) -> None:
    """Let the values of a goal say that it stands there."""
    values |= {"column": str(place.column), "position": place.give(deed)}


def accept_goal(member: Membership, cause: Cause, data: SeenGoalData) -> RoomEvent:
    """The owner takes a proposal on as it was seen; it goes last in the first column."""
    goal = find_proposal(member, data.goal, data.base)
    deed = Deed(member, cause)
    place = read_place(deed.room, str(column_id(deed.room, "todo")), LAST)
    placed: Values = {"state": "active"}
    put(deed, placed, place)
    deed.set(goal, **placed)
    return deed.record("goal.accepted", goal)


def decline_goal(member: Membership, cause: Cause, data: DeclineGoalData) -> RoomEvent:
    goal = find_proposal(member, data.goal, data.base)
    deed = Deed(member, cause)
    deed.set(goal, state="declined", declined_because=tidied(data)["because"])
    return deed.record("goal.declined", goal)


def find_proposal(member: Membership, goal_id: str, base: int) -> Piece:
    require_hand(member)
    goal = find(member.room, GOAL, goal_id)
    if goal.owner_id != member.person_id:
        raise Refused("forbidden", _("Only the mentee whose goal it would be can answer this proposal."))
    if goal.state != "proposed":
        raise conflict(goal, _("This proposal was answered already."))
    require_seen(member, base, goal)
    return goal


def edit_goal(member: Membership, cause: Cause, data: EditGoalData) -> RoomEvent:
    """Set the fields that are named; of two who write the same field the last one wins, and hears of the other."""
    require_hand(member)
    goal = find_goal(member.room, data.goal)
    fields = tidied(data.fields)
    deed = Deed(member, cause)
    require_sound(GOAL, values_of(goal, deed.cipher) | fields)
    if "starts_on" in fields:
        require_start_before_inside(goal, deed, fields["starts_on"])
    over = written_over(member, goal, fields, data.base)
    names = deed.set(goal, **fields)
    return deed.record("goal.edited", goal, over=[name for name in names if name in over])


def require_start_before_inside(goal: Piece, deed: Deed, starts_on: str) -> None:
    for piece in goal.inside.filter(kind__in=(Piece.Kind.MILESTONE, Piece.Kind.TASK)):
        require_after_start(values_of(piece, deed.cipher)["due_on"], starts_on)


def share_goal(member: Membership, cause: Cause, data: ShareGoalData) -> RoomEvent:
    """One's own consent that the coordinator sees title and state; it takes the owner's and a mentor's."""
    require_hand(member)
    goal = find_goal(member.room, data.goal)
    deed = Deed(member, cause)
    agreed = set(values_of(goal, deed.cipher)["agreed_by"]) - {deed.by} | ({deed.by} if data.agreed else set())
    mentors = Membership.objects.current().filter(room=deed.room, role=Membership.Role.MENTOR)
    by_mentor = agreed & {str(person) for person in mentors.values_list("person", flat=True)}
    is_shared = str(goal.owner_id) in agreed and bool(by_mentor)
    deed.set(goal, agreed_by=sorted(agreed), visibility="coordinator" if is_shared else "room")
    return deed.record("goal.shared", goal)


def archive_goal(member: Membership, cause: Cause, data: SeenGoalData) -> RoomEvent:
    """Off the board, with all that is inside; archiving again changes nothing."""
    require_hand(member)
    goal = find(member.room, GOAL, data.goal)
    if goal.state != "archived":
        require_alive(goal)
        require_seen(member, data.base, goal)
    if goal.state == "proposed":
        raise conflict(goal, _("This goal is only proposed: its owner accepts or declines it first."))
    deed = Deed(member, cause)
    deed.set(goal, state="archived")
    return deed.record("goal.archived", goal)


def restore_goal(member: Membership, cause: Cause, data: GoalData) -> RoomEvent:
    """Back to the end of its column, or of the first one where its own is gone; restoring again changes nothing."""
    require_hand(member)
    goal = find(member.room, GOAL, data.goal)
    deed = Deed(member, cause)
    if goal.state != "archived":
        return log.append(deed.room, "event.noted", cause)
    try:
        place = read_place(deed.room, str(goal.column), LAST)
    except Refused:
        place = read_place(deed.room, str(column_id(deed.room, "todo")), LAST)
    values: Values = {"state": "active"}
    put(deed, values, place)
    deed.set(goal, **values)
    return deed.record("goal.restored", goal)


def erase_goal(member: Membership, cause: Cause, data: SeenGoalData) -> RoomEvent:
    """For good: the goal, all inside it, and what the log says of them. Only its place in the order stays."""
    require_hand(member)
    goal = find(member.room, GOAL, data.goal)
    if goal.owner_id != member.person_id and not is_own_proposal(member, goal):
        raise Refused("forbidden", _("Only the mentee whose goal it is can erase it."))
    pieces = [goal, *goal.inside.order_by("pk")]
    require_seen(member, data.base, *pieces)
    log.blank(member.room, goal.pk)
    deed = Deed(member, cause)
    deed.remove(pieces)
    erase_files(deed)
    return deed.record("goal.erased", goal, is_final=True)


def is_own_proposal(member: Membership, goal: Piece) -> bool:
    """Whether this mentor proposed it and it never came to the board."""
    if goal.state not in ("proposed", "declined"):
        return False
    return bool(values_of(goal, keyring.for_room(member.room))["by"] == str(member.person_id))
