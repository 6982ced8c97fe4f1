"""The frames that a room keeps in memory: all after a cursor, or nothing."""

from __future__ import annotations

import pytest

from rooms.hub.ring import RING_CHARACTERS, RING_FRAMES, Ring
from tests.builders.frames import cursor, frame


@pytest.fixture
def ring():
    ring = Ring()
    for seq in range(5, 10):
        ring.add(frame(seq))
    return ring


def seqs(frames):
    return None if frames is None else [each.seq for each in frames]


def test_tail_begins_behind_the_cursor(ring):
    assert seqs(ring.tail(cursor(6))) == [7, 8, 9]


def test_tail_at_the_head_is_empty(ring):
    assert seqs(ring.tail(cursor(9))) == []


@pytest.mark.parametrize(
    "elsewhere", [cursor(4), cursor(10), cursor(0), cursor(6, epoch="e2"), cursor(6, tag="t7"), cursor(6, tag="")]
)
def test_cursor_that_the_ring_does_not_know_gets_nothing(ring, elsewhere):
    assert ring.tail(elsewhere) is None


def test_empty_ring_has_no_tail():
    assert Ring().tail(cursor(0, tag="")) is None


@pytest.mark.parametrize("next_frame", [frame(11), frame(9), frame(3), frame(10, epoch="e2")])
def test_frame_out_of_step_empties_the_ring(ring, next_frame):
    ring.add(next_frame)

    assert len(ring) == 1
    assert ring.tail(cursor(8)) is None


@pytest.mark.parametrize(
    "kind", ["message.edited", "message.deleted", "member.joined", "member.left", "member.removed", "goal.erased"]
)
def test_frame_that_changes_how_an_earlier_one_reads_drops_all_up_to_it(kind):
    ring = Ring()
    for seq, subject in enumerate(["a", "b", "a", "c"], start=1):
        ring.add(frame(seq, "message.sent", subject=subject))

    ring.add(frame(5, kind, subject="a"))

    assert (ring.tail(cursor(3)), seqs(ring.tail(cursor(4)))) == (None, [5])


def test_reaction_leaves_the_ring_as_it_is(ring):
    ring.add(frame(10, "reaction.added", subject="a"))
    ring.add(frame(11, "reaction.removed", subject="a"))

    assert seqs(ring.tail(cursor(5))) == [6, 7, 8, 9, 10, 11]


def test_ring_keeps_the_newest_frames_only(ring):
    for seq in range(10, 10 + RING_FRAMES):
        ring.add(frame(seq))

    assert (len(ring), ring.tail(cursor(9))) == (RING_FRAMES, None)


def test_ring_keeps_no_more_than_its_characters(ring):
    for seq in range(10, 13):
        ring.add(frame(seq, text="x" * (RING_CHARACTERS // 2)))

    assert seqs(ring.tail(cursor(11))) == [12]
    assert len(ring) == 2


def test_cleared_ring_counts_its_characters_anew(ring):
    ring.add(frame(10, text="x" * RING_CHARACTERS))
    ring.clear()
    ring.add(frame(11, text="x" * RING_CHARACTERS))

    assert seqs(ring.tail(cursor(11))) == []
