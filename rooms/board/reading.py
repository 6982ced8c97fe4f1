"""A board as it stands, as it stood, and what happened on it. Not here: changing it (the verbs), the fold (history)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec
from django.utils.translation import gettext_lazy as _

from rooms import log
from rooms.board.history import Happening, differences, follow
from rooms.board.pieces import plain_piece, shape, unstored_columns, values_of, view
from rooms.models import Piece, Room, RoomEvent
from rooms.opening import as_events
from rooms.protocol.board import BoardLog, BoardRead
from rooms.protocol.board_events import BOARD_EVENTS
from rooms.protocol.events import BoardLogPage, Done
from rooms.protocol.pieces import BoardPage, Changes
from rooms.refusals import Refused
from rooms.rendering import encode, moment, open_body
from rooms.vault import keyring

if TYPE_CHECKING:
    from datetime import datetime

    from rooms.board.history import Board
    from rooms.protocol.board import BoardQuestion
    from rooms.protocol.pieces import AnyPiece, Difference

PAGE_PIECES = 400
PAGE_BYTES = 192 * 1024
LOG_EVENTS = 100


def answer(room: Room, said: BoardQuestion) -> Done:
    """What a member asks about the board; the caller has checked the membership."""
    if room.kind != Room.Kind.MENTORSHIP:
        raise Refused("not_found", _("There is no goal board in this room."))
    if isinstance(said, BoardLog):
        return Done(log=read_log(room, said.data.goal, said.data.before))
    if isinstance(said, BoardRead):
        return Done(board=read_page(room, said.data.after, said.data.at))
    return Done(differences=compare(room, said.data.since, said.data.until))


def read_page(room: Room, after: str | None, at: datetime | None = None) -> BoardPage:
    """One page in the order of ids; the columns that are not stored come with the first."""
    pieces = past_pieces(room, at, after) if at else present_pieces(room, after)
    page, more = within_a_page(pieces)
    last = page[-1].id if more else None
    return BoardPage(epoch=room.epoch, head=room.head, pieces=page, next=last)


def read_board(room: Room) -> list[AnyPiece]:
    """Every piece as it now stands, for the pages that are not live."""
    cipher = keyring.for_room(room)
    rows = list(Piece.objects.filter(room=room).order_by("pk"))
    return [view(row, cipher) for row in [*unstored_columns(room, [row.pk for row in rows], cipher), *rows]]


def present_pieces(room: Room, after: str | None) -> list[AnyPiece]:
    cipher = keyring.for_room(room)
    rows = Piece.objects.page(room, uuid.UUID(after) if after else None, PAGE_PIECES + 1)
    columns = unstored_columns(room, stored_columns(room), cipher) if after is None else []
    return [view(row, cipher) for row in [*columns, *rows]]


def stored_columns(room: Room) -> list[uuid.UUID]:
    return list(Piece.objects.of_kind(room, Piece.Kind.COLUMN).values_list("pk", flat=True))


def past_pieces(room: Room, at: datetime, after: str | None) -> list[AnyPiece]:
    pieces = board_at(room, at)
    return [shape(pieces[piece_id]) for piece_id in sorted(pieces) if after is None or piece_id > after]


def within_a_page(pieces: list[AnyPiece]) -> tuple[list[AnyPiece], bool]:
    """As many from the start as fit, at least one, and whether there are more."""
    size = 0
    for count, piece in enumerate(pieces):
        size += len(encode(piece))
        if count and (size > PAGE_BYTES or count >= PAGE_PIECES):
            return pieces[:count], True
    return pieces, False


def board_at(room: Room, at: datetime) -> Board:
    """The board as its events up to then make it."""
    cipher = keyring.for_room(room)
    board = {
        str(column.pk): plain_piece(column, values_of(column, cipher)) for column in unstored_columns(room, [], cipher)
    }
    rows = RoomEvent.objects.filter(room=room, kind__in=BOARD_EVENTS, at__lte=at).order_by("seq")
    return follow(board, (happening(row, room) for row in rows.iterator()))


def happening(row: RoomEvent, room: Room) -> Happening:
    body = open_body(row, keyring.for_room(room)) if row.body else None
    changes = msgspec.json.decode(body, type=Changes) if body else None
    return Happening(row.seq, row.kind, str(row.subject), moment(row.at), changes)


def compare(room: Room, since: datetime, until: datetime | None) -> list[Difference]:
    """What became of each piece between two moments; until now where the second is open."""
    then = board_at(room, since)
    now = board_at(room, until) if until else {piece.id: msgspec.to_builtins(piece) for piece in read_board(room)}
    return differences(then, now)


def read_log(room: Room, goal: str | None, before: int | None) -> BoardLogPage:
    """What happened on the board or to one goal, newest first."""
    rows = RoomEvent.objects.filter(room=room, kind__in=BOARD_EVENTS)
    rows = rows.filter(subject=goal) if goal else rows
    rows = rows.filter(seq__lt=before) if before is not None else rows
    page = list(rows.order_by("-seq")[: LOG_EVENTS + 1])
    views = [msgspec.Raw(encode(each)) for each in log.views_of(room, page[:LOG_EVENTS])]
    return BoardLogPage(events=as_events(views), more=len(page) > LOG_EVENTS)
