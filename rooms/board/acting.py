"""Which verb of the board is behind which command. Not here: the verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rooms.board import columns, evidence, goals, milestones, moving, scales, undoing
from rooms.protocol import board as say

if TYPE_CHECKING:
    from collections.abc import Callable

    from rooms.log import Cause
    from rooms.models import Membership, RoomEvent

VERBS: dict[type[say.BoardCommand], Callable[[Membership, Cause, Any], RoomEvent]] = {
    say.GoalAdd: goals.add_goal,
    say.GoalPropose: goals.propose_goal,
    say.GoalAccept: goals.accept_goal,
    say.GoalDecline: goals.decline_goal,
    say.GoalEdit: goals.edit_goal,
    say.GoalMove: moving.move_goal,
    say.GoalShare: goals.share_goal,
    say.GoalArchive: goals.archive_goal,
    say.GoalRestore: goals.restore_goal,
    say.GoalErase: goals.erase_goal,
    say.GoalUndo: undoing.undo,
    say.GoalLink: evidence.link_message,
    say.GoalUnlink: evidence.unlink_message,
    say.ColumnAdd: columns.add_column,
    say.ColumnEdit: columns.edit_column,
    say.ColumnRemove: columns.remove_column,
    say.MilestoneAdd: milestones.add_milestone,
    say.MilestoneEdit: milestones.edit_milestone,
    say.MilestoneRemove: milestones.remove_milestone,
    say.TaskAdd: milestones.add_task,
    say.TaskEdit: milestones.edit_task,
    say.TaskRemove: milestones.remove_task,
    say.CheckInAdd: evidence.check_in,
    say.EvidenceAdd: evidence.add_evidence,
    say.EvidenceConfirm: evidence.confirm_evidence,
    say.EvidenceRemove: evidence.remove_evidence,
    say.ScaleWrite: scales.write_scale,
    say.ScaleStart: scales.start_scale,
    say.ScaleScore: scales.score_scale,
}


def act(member: Membership, cause: Cause, command: say.BoardCommand) -> RoomEvent:
    return VERBS[type(command)](member, cause, command.data)
