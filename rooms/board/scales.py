"""Goal attainment scaling: five levels written beforehand, fixed once started. Not here: the score T (attainment)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rooms import wording
from rooms.board.deed import Deed
from rooms.board.milestones import find_goal_with_room
from rooms.board.pieces import values_of
from rooms.board.rules import (
    conflict,
    find_inside,
    require_free_id,
    require_hand,
    require_seen,
    tidied,
    written_over,
)
from rooms.models import Piece
from rooms.refusals import Refused

if TYPE_CHECKING:
    from rooms.log import Cause
    from rooms.models import Membership, RoomEvent
    from rooms.protocol.board import ScoreScaleData, StartScaleData, WriteScaleData

GOAL_SCALES = 20
SCALE = Piece.Kind.SCALE
NEW_SCALE = {
    "state": "draft", "started_at": None, "score": None, "scored_by": None, "scored_at": None, "because": "",
}  # fmt: skip


def write_scale(member: Membership, cause: Cause, data: WriteScaleData) -> RoomEvent:
    """Write the goal's next version, or rewrite its draft; a version that was started is never changed."""
    full = format_lazy(_("A goal has at most {count} versions of its scale."), count=GOAL_SCALES)
    goal = find_goal_with_room(member, data.goal, SCALE, GOAL_SCALES + 1, full)
    versions = {str(scale.pk): scale for scale in goal.inside.filter(kind=SCALE)}
    deed = Deed(member, cause)
    said = tidied(data)
    fields = {"levels": said["levels"], "weight": said["weight"]}
    known = versions.get(data.scale)
    if known is None:
        make_scale(deed, goal, data.scale, versions, fields)
    else:
        known.room = member.room
        require_draft(member, known, data.base)
        deed.set(known, **fields)
    return deed.record("scale.written", goal)


def make_scale(deed: Deed, goal: Piece, scale_id: str, versions: dict[str, Piece], fields: dict[str, object]) -> None:
    require_free_id(scale_id)
    draft = next((scale for scale in versions.values() if scale.state == "draft"), None)
    if draft:
        draft.room = deed.room
        raise conflict(draft, _("There is a draft of this scale already: change that one."))
    if len(versions) >= GOAL_SCALES:
        raise Refused("too_long", _("This goal's scale has as many versions as it can hold."))
    no = 1 + max((values_of(scale, deed.cipher)["no"] for scale in versions.values()), default=0)
    deed.make(SCALE, scale_id, NEW_SCALE | fields | {"no": no, "by": deed.by}, goal=goal)


def require_draft(member: Membership, scale: Piece, base: int) -> None:
    if scale.state != "draft":
        raise conflict(scale, _("This scale was started and stays as it is: write a new version."))
    require_seen(member, base, scale)


def start_scale(member: Membership, cause: Cause, data: StartScaleData) -> RoomEvent:
    """Fix the words for good; what was started before is superseded."""
    require_hand(member)
    scale, goal = find_inside(member.room, SCALE, data.scale)
    require_draft(member, scale, data.base)
    deed = Deed(member, cause)
    if not all(wording.is_visible(level) for level in values_of(scale, deed.cipher)["levels"]):
        raise Refused("bad_shape", _("Write all five levels before the scale is started."))
    for older in goal.inside.filter(kind=SCALE, state="started"):
        deed.set(older, state="superseded")
    deed.set(scale, state="started", started_at=deed.at)
    return deed.record("scale.started", goal, is_final=True)


def score_scale(member: Membership, cause: Cause, data: ScoreScaleData) -> RoomEvent:
    """Which level was reached; scoring again replaces the score, tells who wrote over whom, and the log keeps both."""
    require_hand(member)
    scale, goal = find_inside(member.room, SCALE, data.scale)
    if scale.state != "started":
        raise conflict(scale, _("Only a scale that was started can be scored."))
    deed = Deed(member, cause)
    said = {"score": data.score, "because": tidied(data)["because"]}
    over = written_over(member, scale, said, data.base)
    before = values_of(scale, deed.cipher)
    names: list[str] = []
    if {name: before[name] for name in said} != said:
        names = deed.set(scale, **said, scored_by=deed.by, scored_at=deed.at)
    return deed.record("scale.scored", goal, over=[name for name in names if name in over])
