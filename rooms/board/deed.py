"""One change of a board under way: what it makes, sets and takes away, then written and recorded as one event.

The inverse is noted along with it, in the same shape. Not here: whether it may be done (rules, the verbs).
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from rooms import log
from rooms.board.pieces import (
    clear_fields,
    clear_value,
    plain_piece,
    seal_words,
    set_clear,
    shape,
    values_of,
    view,
)
from rooms.models import Piece, bulk
from rooms.protocol.pieces import Changes
from rooms.rendering import moment
from rooms.vault import keyring

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rooms.board.pieces import Values
    from rooms.log import Cause
    from rooms.models import Membership, RoomEvent
    from rooms.protocol.pieces import AnyPiece

STRUCTURE = (
    "version", "stamps", "state", "owner", "column", "position", "moved_by", "moved_at", "finished_at", "look_at",
)  # fmt: skip
WORDS = ("sealed_at", "words")
# When one of these changes, so may the day of a goal's next check-in.
ASKS_FOR_CHECK_INS = {"cadence", "state", "finished_at"}


class Deed:
    """Lives for one command, under the room's lock."""

    def __init__(self, member: Membership, cause: Cause) -> None:
        self.member = member
        self.room = member.room
        self.cause = cause
        self.seq = member.room.head + 1
        self.cipher = keyring.for_room(member.room)
        self.changes = Changes(made=[], changed=[], gone=[])
        self.inverse = Changes(made=[], changed=[], gone=[])
        self._made: list[Piece] = []
        self.touched: list[Piece] = []
        self._gone: list[Piece] = []
        self._rewritten = False

    @property
    def at(self) -> str:
        return moment(self.cause.at)

    @property
    def by(self) -> str:
        return str(self.member.person_id)

    def make(self, kind: str, piece_id: str, values: Values, *, goal: Piece | None = None) -> Piece:
        piece = Piece(pk=uuid.UUID(piece_id), room=self.room, kind=kind, goal=goal, version=self.seq, born=self.seq)
        clear = clear_fields(kind)
        for field in clear:
            set_clear(piece, field, values[field])
        seal_words(piece, {name: value for name, value in values.items() if name not in clear}, self.cipher)
        if values.get("cadence", "none") != "none":
            piece.look_at = self.cause.at
        self._made.append(piece)
        self.changes.made.append(shape(plain_piece(piece, values)))
        self.inverse.gone.append(piece_id)
        return piece

    def set(self, piece: Piece, **values: Any) -> list[str]:
        """Set what differs, and give the names of it; a piece is set once in a deed."""
        clear = clear_fields(piece.kind)
        is_written = any(name not in clear for name in values)
        before = values_of(piece, self.cipher) if is_written else {name: clear_value(piece, name) for name in values}
        fresh = {name: value for name, value in values.items() if value != before[name]}
        if not fresh:
            return []
        self.inverse.changed.append(_part(piece, {name: before[name] for name in fresh}))
        # One of the three columns that every room has, on its first change.
        (self.touched if piece.version else self._made).append(piece)
        piece.version = self.seq
        piece.stamps |= dict.fromkeys(fresh, self.seq)
        if piece.kind == Piece.Kind.GOAL and ASKS_FOR_CHECK_INS & fresh.keys():
            piece.look_at = self.cause.at
        for name in fresh.keys() & set(clear):
            set_clear(piece, name, fresh[name])
        if fresh.keys() - set(clear):
            words = {name: value for name, value in (before | fresh).items() if name not in clear}
            seal_words(piece, words, self.cipher)
            self._rewritten = True
        self.changes.changed.append(_part(piece, fresh | {"version": self.seq}))
        return list(fresh)

    def remove(self, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            self.inverse.made.append(view(piece, self.cipher))
            self.changes.gone.append(str(piece.pk))
        self._gone += pieces

    def record(
        self, kind: str, about: Piece, *, over: Sequence[str] = (), undid: int | None = None, is_final: bool = False
    ) -> RoomEvent:
        """Write all of it in a few statements; what changed nothing is noted only."""
        self.changes.over, self.changes.undid = [*over], undid
        event = self.next_event(kind, about, is_final=is_final)
        self._store()
        log.store(self.room, event, about)
        return event

    def next_event(self, kind: str, about: Piece, *, is_final: bool = False) -> RoomEvent:
        """The row that says it, not stored yet."""
        if not (self._made or self.touched or self._gone):
            return log.next_event(self.room, "event.noted", self.cause)
        inverse = None if is_final else self.inverse
        return log.next_event(self.room, kind, self.cause, subject=about, body=self.changes, inverse=inverse)

    def _store(self) -> None:
        fields = STRUCTURE + WORDS * self._rewritten
        bulk.insert(self._made)
        bulk.update(self.touched, *fields)
        if self._gone:
            Piece.objects.filter(pk__in=[piece.pk for piece in self._gone]).delete()


def _part(piece: Piece, values: Values) -> AnyPiece:
    return shape({"kind": str(piece.kind), "id": str(piece.pk), **values})
