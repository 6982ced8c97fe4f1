"""The durable events of a goal board: what was done, with the changes in one shape. Not here: commands (board)."""

from __future__ import annotations

from typing import get_args

from rooms.protocol.envelopes import Event
from rooms.protocol.pieces import Changes


class BoardChanged(Event):
    """Base of all that happens on a board."""

    data: Changes


class GoalAdded(BoardChanged, tag="goal.added"):
    """A mentee's own goal stands on the board."""


class GoalProposed(BoardChanged, tag="goal.proposed"):
    """A goal for a mentee, who has not answered yet."""


class GoalAccepted(BoardChanged, tag="goal.accepted"):
    """Its owner took the proposal on; it stands in the first column."""


class GoalDeclined(BoardChanged, tag="goal.declined"):
    """Its owner turned the proposal down."""


class GoalEdited(BoardChanged, tag="goal.edited"):
    """Words or numbers of a goal."""


class GoalMoved(BoardChanged, tag="goal.moved"):
    """A goal has another place; when places ran out, its neighbours have new positions too."""


class GoalShared(BoardChanged, tag="goal.shared"):
    """Somebody agreed, or no longer agrees, that the coordinator sees title and state."""


class GoalArchived(BoardChanged, tag="goal.archived"):
    """Off the board, and kept."""


class GoalRestored(BoardChanged, tag="goal.restored"):
    """Back on the board, last in its column."""


class GoalErased(BoardChanged, tag="goal.erased"):
    """Gone for good with all that was inside it, in the log too."""


class GoalUndone(BoardChanged, tag="goal.undone"):
    """The author took an earlier event back; that may be undone in turn."""


class GoalLinked(BoardChanged, tag="goal.linked"):
    """A message has to do with this goal."""


class GoalUnlinked(BoardChanged, tag="goal.unlinked"):
    """It no longer has."""


class GoalNudged(BoardChanged, tag="goal.nudged"):
    """A check-in is due, says the system."""


class ColumnAdded(BoardChanged, tag="column.added"):
    """Beside the three that every board has."""


class ColumnEdited(BoardChanged, tag="column.edited"):
    """Its name or hint."""


class ColumnRemoved(BoardChanged, tag="column.removed"):
    """An empty column of one's own is gone."""


class MilestoneAdded(BoardChanged, tag="milestone.added"):
    """A step on the way, with its date."""


class MilestoneEdited(BoardChanged, tag="milestone.edited"):
    """Its words, date or state."""


class MilestoneRemoved(BoardChanged, tag="milestone.removed"):
    """No longer a step."""


class TaskAdded(BoardChanged, tag="task.added"):
    """Something to do, for either side."""


class TaskEdited(BoardChanged, tag="task.edited"):
    """Its words, its date, whose it is, or that it is done."""


class TaskRemoved(BoardChanged, tag="task.removed"):
    """Nothing to do any more."""


class CheckInAdded(BoardChanged, tag="checkin.added"):
    """How it goes, in under a minute."""


class EvidenceAdded(BoardChanged, tag="evidence.added"):
    """What shows that something was reached."""


class EvidenceConfirmed(BoardChanged, tag="evidence.confirmed"):
    """A mentor has seen it too."""


class EvidenceRemoved(BoardChanged, tag="evidence.removed"):
    """Taken back."""


class ScaleWritten(BoardChanged, tag="scale.written"):
    """A draft of five levels, new or rewritten."""


class ScaleStarted(BoardChanged, tag="scale.started"):
    """From here on its words are fixed; it stands in the place of the version before."""


class ScaleScored(BoardChanged, tag="scale.scored"):
    """Which of the five levels was reached."""


BoardEvent = (
    GoalAdded | GoalProposed | GoalAccepted | GoalDeclined | GoalEdited | GoalMoved | GoalShared | GoalArchived
    | GoalRestored | GoalErased | GoalUndone | GoalLinked | GoalUnlinked | GoalNudged | ColumnAdded | ColumnEdited
    | ColumnRemoved | MilestoneAdded | MilestoneEdited | MilestoneRemoved | TaskAdded | TaskEdited | TaskRemoved
    | CheckInAdded | EvidenceAdded | EvidenceConfirmed | EvidenceRemoved | ScaleWritten | ScaleStarted
    | ScaleScored
)  # fmt: skip
BOARD_EVENTS: dict[str, type[BoardChanged]] = {kind.__struct_config__.tag: kind for kind in get_args(BoardEvent)}
