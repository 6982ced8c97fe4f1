"""The pieces of a goal board: columns, goals, and what is inside a goal. Not here: what is done with them (board).

In a board that was read, and where an event made a piece, all its fields are there; where an event changed one, only
the changed fields are. `version` is the seq of the event that last touched the piece.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from rooms.protocol.wire import Id, Seq, Wire

LARGEST_MEASURE = 1e12

Name = Annotated[str, Meta(max_length=40)]
Title = Annotated[str, Meta(max_length=200)]
Line = Annotated[str, Meta(max_length=300)]
Words = Annotated[str, Meta(max_length=2000)]
Unit = Annotated[str, Meta(max_length=20)]
Level = Annotated[int, Meta(ge=0, le=5)]
Confidence = Annotated[int, Meta(ge=1, le=10)]
Amount = Annotated[float, Meta(ge=-LARGEST_MEASURE, le=LARGEST_MEASURE)]
Hint = Annotated[int, Meta(ge=1, le=99)]
Weight = Annotated[int, Meta(ge=1, le=10)]
Score = Annotated[int, Meta(ge=-2, le=2)]
Levels = Annotated[list[Line], Meta(min_length=5, max_length=5)]

Measure = Literal["number", "percent", "yes_no", "level", "milestones"]
Cadence = Literal["none", "weekly", "fortnightly"]
GoalState = Literal["proposed", "declined", "active", "archived", "erased"]
Visibility = Literal["room", "coordinator"]
ColumnRole = Literal["todo", "doing", "done", "own"]
MilestoneState = Literal["planned", "doing", "done", "dropped"]
FileKind = Literal["jpeg", "png", "webp", "gif", "other"]
ScaleState = Literal["draft", "started", "superseded"]


class Skill(Wire):
    """A skill as the site's taxonomy knows it, under the label that it had then."""

    key: Annotated[str, Meta(min_length=1, max_length=60)]
    label: Annotated[str, Meta(min_length=1, max_length=80)]


class ColumnFields(Wire, kw_only=True):
    """An empty name means the translated name of the column's role; the hint is a number of cards, never a limit."""

    name: Name | UnsetType = UNSET
    hint: Hint | UnsetType | None = UNSET


class Column(ColumnFields, tag_field="kind", tag="column", kw_only=True):
    id: Id
    version: Seq | UnsetType = UNSET
    role: ColumnRole | UnsetType = UNSET
    position: str | UnsetType = UNSET


class GoalFields(Wire, kw_only=True):
    """What people write about a goal."""

    title: Title | UnsetType = UNSET
    why: Words | UnsetType = UNSET
    skill: Skill | UnsetType | None = UNSET
    level_now: Level | UnsetType | None = UNSET
    level_wanted: Level | UnsetType | None = UNSET
    measure: Measure | UnsetType | None = UNSET
    unit: Unit | UnsetType = UNSET
    baseline: Amount | UnsetType | None = UNSET
    target: Amount | UnsetType | None = UNSET
    starts_on: date | UnsetType = UNSET
    due_on: date | UnsetType | None = UNSET
    success: Words | UnsetType = UNSET
    first_step: Words | UnsetType = UNSET
    obstacles: Words | UnsetType = UNSET
    help_wanted: Words | UnsetType = UNSET
    cadence: Cadence | UnsetType = UNSET


class Goal(GoalFields, tag_field="kind", tag="goal", kw_only=True):
    """A goal of one mentee. A goal whose words were erased is shown, in the past, by its id and state alone.

    It is shared with the coordinator once its owner and a mentor are both among `agreed_by`.
    """

    id: Id
    version: Seq | UnsetType = UNSET
    state: GoalState | UnsetType = UNSET
    owner: Id | UnsetType = UNSET
    by: Id | UnsetType = UNSET
    at: str | UnsetType = UNSET
    column: Id | UnsetType = UNSET
    position: str | UnsetType = UNSET
    moved_by: Id | UnsetType | None = UNSET
    moved_at: str | UnsetType | None = UNSET
    finished_at: str | UnsetType | None = UNSET
    declined_because: Line | UnsetType = UNSET
    agreed_by: list[Id] | UnsetType = UNSET
    visibility: Visibility | UnsetType = UNSET
    nudged_at: str | UnsetType | None = UNSET


class MilestoneFields(Wire, kw_only=True):
    """A dropped milestone says in a word why."""

    title: Title | UnsetType = UNSET
    due_on: date | UnsetType | None = UNSET
    state: MilestoneState | UnsetType = UNSET
    why: Line | UnsetType = UNSET


class Milestone(MilestoneFields, tag_field="kind", tag="milestone", kw_only=True):
    id: Id
    goal: Id | UnsetType = UNSET
    version: Seq | UnsetType = UNSET
    at: str | UnsetType = UNSET
    done_at: str | UnsetType | None = UNSET


class TaskFields(Wire, kw_only=True):
    """The assignee is a mentor or a mentee of the room, or nobody yet."""

    title: Title | UnsetType = UNSET
    assignee: Id | UnsetType | None = UNSET
    due_on: date | UnsetType | None = UNSET
    is_done: bool | UnsetType = UNSET


class Task(TaskFields, tag_field="kind", tag="task", kw_only=True):
    id: Id
    goal: Id | UnsetType = UNSET
    version: Seq | UnsetType = UNSET
    at: str | UnsetType = UNSET
    done_at: str | UnsetType | None = UNSET


class CheckIn(Wire, tag_field="kind", tag="check_in", kw_only=True):
    id: Id
    goal: Id | UnsetType = UNSET
    version: Seq | UnsetType = UNSET
    by: Id | UnsetType = UNSET
    at: str | UnsetType = UNSET
    value: Amount | UnsetType | None = UNSET
    confidence: Confidence | UnsetType = UNSET
    blocker: Words | UnsetType = UNSET
    help_wanted: Words | UnsetType = UNSET


class AttachedFile(Wire):
    """A file of the room, to be fetched at /rooms/ROOM/files/ID/."""

    id: Id
    name: str
    size: int
    kind: FileKind


class Evidence(Wire, tag_field="kind", tag="evidence", kw_only=True):
    id: Id
    goal: Id | UnsetType = UNSET
    version: Seq | UnsetType = UNSET
    by: Id | UnsetType = UNSET
    at: str | UnsetType = UNSET
    text: Words | UnsetType = UNSET
    file: AttachedFile | UnsetType | None = UNSET
    confirmed_by: Id | UnsetType | None = UNSET
    confirmed_at: str | UnsetType | None = UNSET


class Link(Wire, tag_field="kind", tag="link", kw_only=True):
    """A message of the chat that has to do with a goal."""

    id: Id
    goal: Id | UnsetType = UNSET
    version: Seq | UnsetType = UNSET
    by: Id | UnsetType = UNSET
    message: Id | UnsetType = UNSET


class Scale(Wire, tag_field="kind", tag="scale", kw_only=True):
    """One version of a goal's attainment scale: what -2, -1, 0, +1 and +2 would look like, written beforehand."""

    id: Id
    goal: Id | UnsetType = UNSET
    version: Seq | UnsetType = UNSET
    no: Seq | UnsetType = UNSET
    state: ScaleState | UnsetType = UNSET
    levels: Levels | UnsetType = UNSET
    weight: Weight | UnsetType = UNSET
    by: Id | UnsetType = UNSET
    started_at: str | UnsetType | None = UNSET
    score: Score | UnsetType | None = UNSET
    scored_by: Id | UnsetType | None = UNSET
    scored_at: str | UnsetType | None = UNSET
    because: Words | UnsetType = UNSET


AnyPiece = Column | Goal | Milestone | Task | CheckIn | Evidence | Link | Scale


class Changes(Wire, omit_defaults=True):
    """What one event did to the board: pieces made, fields changed, pieces gone.

    `over` names the fields that somebody else had changed after the version that the author saw; `undid` the event that
    was taken back.
    """

    made: list[AnyPiece] = []
    changed: list[AnyPiece] = []
    gone: list[Id] = []
    over: list[str] = []
    undid: int | None = None


class BoardPage(Wire):
    """Pieces as they stood at `head`, in the order of their ids; `next` asks for the rest.

    Events after the head of the first page are applied over all pages, but not to a piece that is as new already.
    """

    epoch: str
    head: int
    pieces: list[AnyPiece]
    next: Id | None = None


class Difference(Wire):
    """What became of one piece between two moments: `before` and `after` hold the fields that differ."""

    id: Id
    goal: Id | None
    before: AnyPiece | None
    after: AnyPiece | None
