"""Taking one's own change of the board back, as long as nobody built on it. Not here: the changes themselves."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec
from django.utils.translation import gettext_lazy as _

from rooms.board.columns import BOARD_COLUMNS, COLUMN, read_columns
from rooms.board.deed import Deed
from rooms.board.enclosures import enclose_again, let_loose
from rooms.board.evidence import EVIDENCE, GOAL_CHECK_INS, GOAL_EVIDENCE, GOAL_LINKS
from rooms.board.goals import BOARD_GOALS, GOAL, require_start_before_inside
from rooms.board.milestones import GOAL_MILESTONES, GOAL_TASKS, MILESTONE, TASK, require_step
from rooms.board.pieces import values_of
from rooms.board.places import role_of
from rooms.board.rules import conflict, require_alive, require_fewer, require_free_id, require_hand, require_sound
from rooms.board.scales import GOAL_SCALES, SCALE
from rooms.models import Piece, RoomEvent
from rooms.protocol.board_events import BOARD_EVENTS
from rooms.protocol.pieces import Changes, Goal
from rooms.refusals import Refused
from rooms.rendering import open_inverse

if TYPE_CHECKING:
    from rooms.board.pieces import Values
    from rooms.log import Cause
    from rooms.models import Membership
    from rooms.protocol.board import UndoData
    from rooms.protocol.pieces import AnyPiece

STEPS = (MILESTONE, TASK)
NOT_VALUES = ("kind", "id", "goal", "version")
MOST = {
    COLUMN: BOARD_COLUMNS,
    GOAL: BOARD_GOALS,
    MILESTONE: GOAL_MILESTONES,
    TASK: GOAL_TASKS,
    Piece.Kind.CHECK_IN: GOAL_CHECK_INS,
    EVIDENCE: GOAL_EVIDENCE,
    Piece.Kind.LINK: GOAL_LINKS,
    SCALE: GOAL_SCALES,
}


def undo(member: Membership, cause: Cause, data: UndoData) -> RoomEvent:
    """Do the opposite of an event of one's own; refused with `conflict` where anything it touched changed since."""
    require_hand(member)
    event = find_own(member, data.seq)
    deed = Deed(member, cause)
    inverse = msgspec.json.decode(open_inverse(event, deed.cipher), type=Changes)
    require_standing(deed, event, inverse)
    known = read_touched(deed, inverse)
    for piece in inverse.changed:
        set_back(deed, known.get(piece.id), piece, event.seq)
    deed.remove([unmade(deed, known.get(piece_id), event.seq) for piece_id in inverse.gone])
    let_loose(deed)
    for piece in inverse.made:
        make_again(deed, piece)
        enclose_again(deed, piece)
    return deed.record("goal.undone", Piece(pk=event.subject), undid=event.seq)


def find_own(member: Membership, seq: int) -> RoomEvent:
    event = RoomEvent.objects.filter(room=member.room, seq=seq).first()
    if event is None or event.kind not in BOARD_EVENTS:
        raise Refused("not_found", _("There is nothing to undo there."))
    if event.actor_id != member.person_id:
        raise Refused("forbidden", _("Only who did this can undo it."))
    if not event.inverse:
        raise Refused("conflict", _("This cannot be undone."))
    return event


def require_standing(deed: Deed, event: RoomEvent, inverse: Changes) -> None:
    """In a goal that was archived or declined since, nothing is undone but that."""
    goal = Piece.objects.of_kind(deed.room, GOAL).filter(pk__in=[event.subject]).first()
    brings_back = any(isinstance(piece, Goal) and piece.state in ("active", "proposed") for piece in inverse.changed)
    if goal and not brings_back:
        goal.room = deed.room
        require_alive(goal)


def read_touched(deed: Deed, inverse: Changes) -> dict[str, Piece]:
    ids = {piece.id for piece in inverse.changed} | set(inverse.gone)
    rows = Piece.objects.filter(room=deed.room, pk__in=map(uuid.UUID, ids)) if ids else ()
    found = {str(row.pk): row for row in rows}
    for row in found.values():
        row.room = deed.room
    return found


def set_back(deed: Deed, piece: Piece | None, before: AnyPiece, seq: int) -> None:
    """Give the fields the values that they had, unless somebody has set one of them since."""
    if piece is None:
        raise Refused("conflict", _("This cannot be undone any more: it is gone."))
    fields = values_in(before)
    if any(piece.stamp(name) != seq for name in fields):
        raise conflict(piece, _("This cannot be undone any more: it was changed since."))
    if piece.kind == SCALE and piece.state != "draft" and fields.keys() & {"levels", "weight"}:
        raise conflict(piece, _("This cannot be undone any more: the levels were started."))
    require_column(deed, piece, fields.get("column"))
    require_still_sound(deed, piece, values_of(piece, deed.cipher) | fields)
    deed.set(piece, **fields)


def require_still_sound(deed: Deed, piece: Piece, values: Values) -> None:
    """What was right in its day may stand before the goal's start by now, or put the start behind its steps."""
    goal = piece.goal
    if goal and piece.kind in STEPS:
        require_step(deed, goal, piece.kind, values)
    else:
        require_sound(piece.kind, values)
    if piece.kind == GOAL:
        require_start_before_inside(piece, deed, values["starts_on"])


def require_column(deed: Deed, piece: Piece, column: str | None) -> None:
    if column is None or role_of(deed.room, uuid.UUID(column)) != "own":
        return
    if not Piece.objects.of_kind(deed.room, COLUMN).filter(pk=uuid.UUID(column)).exists():
        raise conflict(piece, _("This cannot be undone any more: the column is gone."))


def unmade(deed: Deed, piece: Piece | None, seq: int) -> Piece:
    """A piece that may go again: nobody touched it, and nothing was put into it."""
    if piece is None:
        raise Refused("conflict", _("This cannot be undone any more: it is gone."))
    inside = Piece.objects.filter(goal=piece) | Piece.objects.filter(room=deed.room, column=piece.pk)
    if piece.version != seq or inside.exists():
        raise conflict(piece, _("This cannot be undone any more: it was changed since."))
    return piece


def make_again(deed: Deed, piece: AnyPiece) -> None:
    require_free_id(piece.id)
    goal_id = getattr(piece, "goal", None)
    goal = Piece.objects.of_kind(deed.room, GOAL).filter(pk=goal_id).first() if goal_id else None
    if goal_id and goal is None:
        raise Refused("conflict", _("This cannot be undone any more: its goal is gone."))
    kind = Piece.Kind(msgspec.to_builtins(piece)["kind"])
    require_fewer(
        count_like(deed, kind, goal), MOST[kind], _("This cannot be undone any more: there is no room for it.")
    )
    if goal and kind == SCALE and goal.inside.filter(kind=SCALE, state="draft").exists():
        raise Refused("conflict", _("This cannot be undone any more: there is another draft."))
    values = values_in(piece)
    if goal and kind in STEPS:
        require_step(deed, goal, kind, values)
    deed.make(kind, piece.id, values, goal=goal)


def count_like(deed: Deed, kind: str, goal: Piece | None) -> int:
    if kind == COLUMN:
        return len(read_columns(deed))
    return goal.inside.filter(kind=kind).count() if goal else Piece.objects.of_kind(deed.room, kind).count()


def values_in(piece: AnyPiece) -> Values:
    return {name: value for name, value in msgspec.to_builtins(piece).items() if name not in NOT_VALUES}
