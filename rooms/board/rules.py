"""What holds for every verb of the board: who may, what is sound, what was seen. Not here: the verbs."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Any, cast

import msgspec
from django.utils.translation import gettext_lazy as _

from rooms import wording
from rooms.board.pieces import view
from rooms.models import Membership, Piece, Room, RoomEvent
from rooms.refusals import Refused
from rooms.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Collection

    from django_stubs_ext import StrOrPromise

    from rooms.board.pieces import Values

FIRST_YEAR = 2000
LAST_YEAR = 2100
HANDS = (Membership.Role.MENTOR, Membership.Role.MENTEE)
SINGLE_LINES = {"title", "name", "unit", "label"}
TITLED = {Piece.Kind.GOAL, Piece.Kind.MILESTONE, Piece.Kind.TASK}
DAYS = ("starts_on", "due_on")
MISSING = {
    Piece.Kind.COLUMN: _("There is no such column in this room."),
    Piece.Kind.GOAL: _("There is no such goal in this room."),
    Piece.Kind.MILESTONE: _("There is no such milestone in this room."),
    Piece.Kind.TASK: _("There is no such task in this room."),
    Piece.Kind.CHECK_IN: _("There is no such check-in in this room."),
    Piece.Kind.EVIDENCE: _("There is no such evidence in this room."),
    Piece.Kind.LINK: _("This message is not linked to this goal."),
    Piece.Kind.SCALE: _("There is no such scale in this room."),
}


def require_hand(member: Membership) -> None:
    """Only mentor and mentee work on the board, and only a mentorship room has one."""
    if member.room.kind != Room.Kind.MENTORSHIP:
        raise Refused("not_found", _("There is no goal board in this room."))
    if member.role not in HANDS:
        raise Refused("forbidden", _("You can look at this board, and mentor and mentee work on it."))


def find(room: Room, kind: str, piece_id: str) -> Piece:
    piece = Piece.objects.of_kind(room, kind).filter(pk=uuid.UUID(piece_id)).first()
    if piece is None:
        raise missing(kind)
    piece.room = room
    return piece


def missing(kind: str) -> Refused:
    return Refused("not_found", MISSING[Piece.Kind(kind)])


def find_goal(room: Room, goal_id: str) -> Piece:
    """A goal that can be worked on: proposed, or on the board."""
    goal = find(room, Piece.Kind.GOAL, goal_id)
    require_alive(goal)
    return goal


def find_inside(room: Room, kind: str, piece_id: str) -> tuple[Piece, Piece]:
    """Something inside a goal, and the goal, which can be worked on."""
    rows = Piece.objects.of_kind(room, kind).filter(pk=uuid.UUID(piece_id)).select_related("goal")
    piece = rows.first()
    if piece is None or piece.goal is None:
        raise missing(kind)
    piece.room = piece.goal.room = room
    require_alive(piece.goal)
    return piece, piece.goal


def require_alive(goal: Piece) -> None:
    if goal.state == "archived":
        raise conflict(goal, _("This goal was archived: restore it first."))
    if goal.state == "declined":
        raise conflict(goal, _("This goal was declined."))


def require_seen(member: Membership, base: int, *pieces: Piece) -> None:
    """Refuses to answer or take away what the author has not seen; their own changes they know."""
    since = {seq for piece in pieces for seq in (piece.born, piece.version, *piece.stamps.values()) if seq > base}
    if since & by_others(member, since):
        raise conflict(pieces[0], _("This was changed meanwhile: look at it once more."))


def written_over(member: Membership, piece: Piece, fields: Values, base: int) -> set[str]:
    """Of these fields the ones that somebody else has set since the author looked."""
    since = {name: piece.stamp(name) for name in fields if piece.stamp(name) > base}
    theirs = by_others(member, since.values())
    return {name for name, seq in since.items() if seq in theirs}


def by_others(member: Membership, seqs: Collection[int]) -> set[int]:
    """Of these events the ones that were not the member's own."""
    if not seqs:
        return set()
    events = RoomEvent.objects.filter(room=member.room_id, seq__in=seqs).exclude(actor=member.person_id)
    return set(events.values_list("seq", flat=True))


def require_free_id(piece_id: str) -> None:
    if Piece.objects.filter(pk=uuid.UUID(piece_id)).exists():
        raise Refused("conflict", _("This id is taken."))


def require_fewer(count: int, most: int, sentence: StrOrPromise) -> None:
    if count >= most:
        raise Refused("too_long", sentence)


def conflict(piece: Piece, sentence: StrOrPromise) -> Refused:
    return Refused("conflict", sentence, piece=view(piece, keyring.for_room(piece.room)))


def tidied(fields: msgspec.Struct) -> Values:
    """What was written, as plain values: readable, single lines on one line, absent fields left out."""
    return cast("Values", _tidy("", msgspec.to_builtins(fields)))


def _tidy(name: str, value: Any) -> Any:
    match value:
        case str():
            text = wording.readable(value)
            return " ".join(text.split()) if name in SINGLE_LINES else text
        case list():
            return [_tidy(name, each) for each in value]
        case dict():
            return {each: _tidy(each, inner) for each, inner in value.items()}
    return value


def require_sound(kind: str, values: Values) -> None:
    """Whether the values of a piece, taken together, say something that can be."""
    if kind in TITLED or values.get("role") == "own":
        require_title(values["name" if kind == Piece.Kind.COLUMN else "title"])
    for day in DAYS:
        require_sane(values.get(day))
    if kind == Piece.Kind.GOAL:
        require_after_start(values["due_on"], values["starts_on"])
    if kind == Piece.Kind.MILESTONE and values["state"] == "dropped" and not wording.is_visible(values["why"]):
        raise Refused("bad_shape", _("Say in a word why this milestone is dropped."))


def require_title(title: str) -> None:
    if not wording.is_visible(title):
        raise Refused("bad_shape", _("Write something first: this needs a title."))


def require_sane(day: str | None) -> None:
    if day and not FIRST_YEAR <= date.fromisoformat(day).year <= LAST_YEAR:
        raise Refused("bad_shape", _("This date is too far away: is the year right?"))


def require_after_start(due_on: str | None, starts_on: str) -> None:
    if due_on and due_on < starts_on:
        raise Refused("bad_shape", _("This date is before the start of the goal."))
