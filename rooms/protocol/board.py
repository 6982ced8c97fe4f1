"""What can be said about a goal board, and what is said of it. Not here: the pieces it is made of (pieces)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from rooms.protocol.envelopes import Asked, Durable
from rooms.protocol.pieces import (
    Amount,
    ColumnFields,
    Confidence,
    GoalFields,
    Levels,
    Line,
    MilestoneFields,
    Score,
    TaskFields,
    Weight,
    Words,
)
from rooms.protocol.wire import Id, Seq, Wire

Moment = Annotated[datetime, Meta(tz=True)]


class ReadBoardData(Wire):
    """The page after a piece's id, as the board now stands or stood at a moment."""

    after: Id | None = None
    at: Moment | None = None


class ReadLogData(Wire):
    """The newest events of the board, or of one goal, before a seq."""

    goal: Id | None = None
    before: Seq | None = None


class CompareData(Wire):
    since: Moment
    until: Moment | None = None


class AddGoalData(Wire):
    """Without a place the goal goes last in the first column; `after` null puts it first in the named one."""

    goal: Id
    fields: GoalFields
    column: Id | None = None
    after: Id | None = None


class ProposeGoalData(Wire):
    """The owner may be left out where the room has one mentee."""

    goal: Id
    fields: GoalFields
    owner: Id | None = None


class GoalData(Wire):
    goal: Id


class SeenGoalData(Wire):
    """`base` is the newest version that the author saw, of the goal or of anything inside it."""

    goal: Id
    base: Seq


class DeclineGoalData(Wire):
    goal: Id
    base: Seq
    because: Line = ""


class EditGoalData(Wire):
    goal: Id
    base: Seq
    fields: GoalFields


class MoveGoalData(Wire):
    """To stand behind another goal in a column; first where `after` is null, last where that goal is elsewhere now."""

    goal: Id
    column: Id
    after: Id | None = None


class ShareGoalData(Wire):
    goal: Id
    agreed: bool


class UndoData(Wire):
    """Which of one's own events on the board to take back."""

    seq: Seq


class LinkData(Wire):
    goal: Id
    message: Id


class AddColumnData(Wire):
    column: Id
    fields: ColumnFields
    after: Id | None = None


class EditColumnData(Wire):
    column: Id
    base: Seq
    fields: ColumnFields


class SeenColumnData(Wire):
    column: Id
    base: Seq


class AddMilestoneData(Wire):
    milestone: Id
    goal: Id
    fields: MilestoneFields


class EditMilestoneData(Wire):
    milestone: Id
    base: Seq
    fields: MilestoneFields


class SeenMilestoneData(Wire):
    milestone: Id
    base: Seq


class AddTaskData(Wire):
    task: Id
    goal: Id
    fields: TaskFields


class EditTaskData(Wire):
    task: Id
    base: Seq
    fields: TaskFields


class SeenTaskData(Wire):
    task: Id
    base: Seq


class CheckInData(Wire):
    check_in: Id
    goal: Id
    confidence: Confidence
    value: Amount | None = None
    blocker: Words = ""
    help_wanted: Words = ""


class AddEvidenceData(Wire):
    """Words, a file of one's own that was brought into the room before, or both."""

    evidence: Id
    goal: Id
    text: Words = ""
    file: Id | None = None


class SeenEvidenceData(Wire):
    evidence: Id
    base: Seq


class WriteScaleData(Wire):
    """A new id makes the goal's next version; the id of a draft rewrites it, seen at `base`."""

    scale: Id
    goal: Id
    levels: Levels
    weight: Weight = 1
    base: Seq = 0


class StartScaleData(Wire):
    scale: Id
    base: Seq


class ScoreScaleData(Wire):
    scale: Id
    score: Score
    because: Words = ""
    base: Seq = 0


class BoardRead(Asked, tag="board.read"):
    data: ReadBoardData


class BoardLog(Asked, tag="board.log"):
    data: ReadLogData


class BoardCompare(Asked, tag="board.compare"):
    data: CompareData


class GoalAdd(Durable, tag="goal.add"):
    data: AddGoalData


class GoalPropose(Durable, tag="goal.propose"):
    data: ProposeGoalData


class GoalAccept(Durable, tag="goal.accept"):
    data: SeenGoalData


class GoalDecline(Durable, tag="goal.decline"):
    data: DeclineGoalData


class GoalEdit(Durable, tag="goal.edit"):
    data: EditGoalData


class GoalMove(Durable, tag="goal.move"):
    data: MoveGoalData


class GoalShare(Durable, tag="goal.share"):
    data: ShareGoalData


class GoalArchive(Durable, tag="goal.archive"):
    data: SeenGoalData


class GoalRestore(Durable, tag="goal.restore"):
    data: GoalData


class GoalErase(Durable, tag="goal.erase"):
    data: SeenGoalData


class GoalUndo(Durable, tag="goal.undo"):
    data: UndoData


class GoalLink(Durable, tag="goal.link"):
    data: LinkData


class GoalUnlink(Durable, tag="goal.unlink"):
    data: LinkData


class ColumnAdd(Durable, tag="column.add"):
    data: AddColumnData


class ColumnEdit(Durable, tag="column.edit"):
    data: EditColumnData


class ColumnRemove(Durable, tag="column.remove"):
    data: SeenColumnData


class MilestoneAdd(Durable, tag="milestone.add"):
    data: AddMilestoneData


class MilestoneEdit(Durable, tag="milestone.edit"):
    data: EditMilestoneData


class MilestoneRemove(Durable, tag="milestone.remove"):
    data: SeenMilestoneData


class TaskAdd(Durable, tag="task.add"):
    data: AddTaskData


class TaskEdit(Durable, tag="task.edit"):
    data: EditTaskData


class TaskRemove(Durable, tag="task.remove"):
    data: SeenTaskData


class CheckInAdd(Durable, tag="checkin.add"):
    data: CheckInData


class EvidenceAdd(Durable, tag="evidence.add"):
    data: AddEvidenceData


class EvidenceConfirm(Durable, tag="evidence.confirm"):
    data: SeenEvidenceData


class EvidenceRemove(Durable, tag="evidence.remove"):
    data: SeenEvidenceData


class ScaleWrite(Durable, tag="scale.write"):
    data: WriteScaleData


class ScaleStart(Durable, tag="scale.start"):
    data: StartScaleData


class ScaleScore(Durable, tag="scale.score"):
    data: ScoreScaleData


BoardQuestion = BoardRead | BoardLog | BoardCompare
BoardCommand = (
    GoalAdd | GoalPropose | GoalAccept | GoalDecline | GoalEdit | GoalMove | GoalShare
    | GoalArchive | GoalRestore | GoalErase | GoalUndo | GoalLink | GoalUnlink
    | ColumnAdd | ColumnEdit | ColumnRemove | MilestoneAdd | MilestoneEdit | MilestoneRemove
    | TaskAdd | TaskEdit | TaskRemove | CheckInAdd | EvidenceAdd | EvidenceConfirm | EvidenceRemove
    | ScaleWrite | ScaleStart | ScaleScore
)  # fmt: skip
