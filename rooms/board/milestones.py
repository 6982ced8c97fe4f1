"""Milestones and tasks: the steps inside a goal. Not here: the goal itself (goals)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms.board.deed import Deed
from rooms.board.pieces import values_of
from rooms.board.rules import (
    HANDS,
    find_goal,
    find_inside,
    require_after_start,
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

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from rooms.board.pieces import Values
    from rooms.log import Cause
    from rooms.models import RoomEvent
    from rooms.protocol.board import (
        AddMilestoneData,
        AddTaskData,
        EditMilestoneData,
        EditTaskData,
        SeenMilestoneData,
        SeenTaskData,
    )

GOAL_MILESTONES = 12
GOAL_TASKS = 50
MILESTONE = Piece.Kind.MILESTONE
TASK = Piece.Kind.TASK
NEW_MILESTONE: Values = {"title": "", "due_on": None, "state": "planned", "why": "", "done_at": None}
NEW_TASK: Values = {"title": "", "assignee": None, "due_on": None, "is_done": False, "done_at": None}


def add_milestone(member: Membership, cause: Cause, data: AddMilestoneData) -> RoomEvent:
    full = format_lazy(_("A goal has at most {count} milestones."), count=GOAL_MILESTONES)
    goal = find_goal_with_room(member, data.goal, MILESTONE, GOAL_MILESTONES, full)
    require_free_id(data.milestone)
    deed = Deed(member, cause)
    values = NEW_MILESTONE | tidied(data.fields) | {"at": deed.at}
    values |= done_at(deed, values, is_done=values["state"] == "done")
    require_step(deed, goal, MILESTONE, values)
    deed.make(MILESTONE, data.milestone, values, goal=goal)
    return deed.record("milestone.added", goal)


def edit_milestone(member: Membership, cause: Cause, data: EditMilestoneData) -> RoomEvent:
    """Of two who write the same field the last one wins, and hears of the other."""
    require_hand(member)
    milestone, goal = find_inside(member.room, MILESTONE, data.milestone)
    deed = Deed(member, cause)
    fields = tidied(data.fields)
    after = values_of(milestone, deed.cipher) | fields
    return edit_step(deed, milestone, goal, fields | done_at(deed, after, is_done=after["state"] == "done"), data.base)


def remove_milestone(member: Membership, cause: Cause, data: SeenMilestoneData) -> RoomEvent:
    return remove_step(Deed(member, cause), MILESTONE, data.milestone, data.base)


def add_task(member: Membership, cause: Cause, data: AddTaskData) -> RoomEvent:
    full = format_lazy(_("A goal has at most {count} tasks."), count=GOAL_TASKS)
    goal = find_goal_with_room(member, data.goal, TASK, GOAL_TASKS, full)
    require_free_id(data.task)
    deed = Deed(member, cause)
    values = NEW_TASK | tidied(data.fields) | {"at": deed.at}
    values |= done_at(deed, values, is_done=values["is_done"])
    require_assignee(member, values)
    require_step(deed, goal, TASK, values)
    deed.make(TASK, data.task, values, goal=goal)
    return deed.record("task.added", goal)


def edit_task(member: Membership, cause: Cause, data: EditTaskData) -> RoomEvent:
    """Of two who write the same field the last one wins, and hears of the other."""
    require_hand(member)
    task, goal = find_inside(member.room, TASK, data.task)
    deed = Deed(member, cause)
    fields = tidied(data.fields)
    require_assignee(member, fields)
    after = values_of(task, deed.cipher) | fields
    return edit_step(deed, task, goal, fields | done_at(deed, after, is_done=after["is_done"]), data.base)


def remove_task(member: Membership, cause: Cause, data: SeenTaskData) -> RoomEvent:
    return remove_step(Deed(member, cause), TASK, data.task, data.base)


def find_goal_with_room(member: Membership, goal_id: str, kind: str, most: int, full: StrOrPromise) -> Piece:
    """A goal that holds fewer of a kind than it may."""
    require_hand(member)
    goal = find_goal(member.room, goal_id)
    require_fewer(goal.inside.filter(kind=kind).count(), most, full)
    return goal


def done_at(deed: Deed, values: Values, *, is_done: bool) -> Values:
    """Since when it is done, which is not asked but known."""
    return {"done_at": (values["done_at"] or deed.at) if is_done else None}


def require_step(deed: Deed, goal: Piece, kind: str, values: Values) -> None:
    require_sound(kind, values)
    require_after_start(values["due_on"], values_of(goal, deed.cipher)["starts_on"])


def require_assignee(member: Membership, values: Values) -> None:
    assignee = values.get("assignee")
    hands = Membership.objects.current().filter(room=member.room, role__in=HANDS)
    if assignee and not hands.filter(person=assignee).exists():
        raise Refused("bad_shape", _("A task is for a mentor or a mentee of this room."))


def edit_step(deed: Deed, step: Piece, goal: Piece, fields: Values, base: int) -> RoomEvent:
    require_step(deed, goal, step.kind, values_of(step, deed.cipher) | fields)
    over = written_over(deed.member, step, fields, base)
    names = deed.set(step, **fields)
    return deed.record(f"{step.kind}.edited", goal, over=[name for name in names if name in over])


def remove_step(deed: Deed, kind: str, step_id: str, base: int) -> RoomEvent:
    require_hand(deed.member)
    step, goal = find_inside(deed.room, kind, step_id)
    require_seen(deed.member, base, step)
    deed.remove([step])
    return deed.record(f"{kind}.removed", goal)
