"""Whatever two people do on a board: what was read once and the events after it give what is read anew."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rooms import log
from rooms.board.history import follow as fold
from rooms.board.reading import happening, read_board
from rooms.models import Piece, RoomEvent
from rooms.protocol.board_events import BOARD_EVENTS
from rooms.rendering import encode
from tests.builders.board_lives import Step, follow, lived, lives, order, read
from tests.builders.database import examples

pytestmark = pytest.mark.django_db

EXAMPLES = examples(15)


@settings(max_examples=EXAMPLES)
@given(lives, st.integers(0, 9))
def test_board_read_once_and_the_events_after_it_make_the_new_board(steps, late):
    with lived(steps) as life:
        fresh = read(life.room)

        for head, seen in life.moments:
            now = [msgspec.json.decode(encode(view)) for _row, view in log.events_after(life.room, head)]
            assert follow(seen, life.heard_after(head)) == fresh
            assert follow(seen, now) == fresh
        hearing_late_and_twice_shows_the_same(life, late, fresh)
        rows = Piece.objects.of_kind(life.room, "goal").filter(state="active")
        assert sorted((str(row.column), row.position, str(row.pk)) for row in rows) == order(fresh)


def hearing_late_and_twice_shows_the_same(life, late, fresh):
    head, seen = life.moments[0]
    heard = life.heard_after(head)

    for lost in range(len(heard)):
        early = follow(seen, heard[:lost])
        assert follow(early, heard[max(0, lost - late) :]) == fresh


@settings(max_examples=EXAMPLES)
@given(lives)
def test_log_folded_from_its_start_is_the_board(steps):
    with lived([step for step in steps if step.verb != "crowd"]) as life:
        head, first = life.moments[0]
        rows = RoomEvent.objects.filter(room=life.room, kind__in=BOARD_EVENTS).order_by("seq")
        columns = {key: piece for key, piece in first.items() if piece["kind"] == "column"}

        folded = fold(columns, [happening(row, life.room) for row in rows])

        assert folded == {piece.id: msgspec.to_builtins(piece) for piece in read_board(life.room)}
        said = {row.seq: encode(view).decode() for row, view in log.events_after(life.room, head) if row.body}
        assert said.items() <= {frame.seq: frame.text for frame in life.frames}.items()


@settings(max_examples=EXAMPLES)
@given(lives)
def test_undo_gives_back_what_was_there_or_says_why_not_and_changes_nothing(steps):
    last = [Step("add", 1, 0, 0, 0), Step("undo", 1, 0, 0, 0)]
    with lived([*steps, *last]) as life:
        for each in life.taken_back:
            if each.refused:
                assert (each.then, each.is_untouched(), bool(str(each.refused.text))) == (each.now, False, True)
            else:
                assert worded(each.then) == worded(each.expected())
        assert life.taken_back


def worded(seen):
    """Without versions, which never go back."""
    return {key: {name: value for name, value in one.items() if name != "version"} for key, one in seen.items()}
