"""What a room that comes alive finds of the moments before."""

from __future__ import annotations

from rooms.hub.recent import RECENT_CHARACTERS, RECENT_FRAMES, Recent
from tests.builders.frames import ROOM, frame


def seqs(recent: Recent) -> list[int]:
    return [each.seq for each in recent.after(ROOM, 0)]


def test_frames_of_a_room_after_its_head_are_found():
    recent = Recent()
    for seq in (1, 2, 3):
        recent.add(frame(seq))

    assert [each.seq for each in recent.after(ROOM, 1)] == [2, 3]
    assert recent.after("another", 0) == []


def test_oldest_frames_give_way_to_many():
    recent = Recent()
    for seq in range(1, RECENT_FRAMES + 2):
        recent.add(frame(seq))

    assert seqs(recent) == [*range(2, RECENT_FRAMES + 2)]


def test_oldest_frames_give_way_to_long_ones():
    recent = Recent()
    for seq in (1, 2, 3):
        recent.add(frame(seq, text="x" * (RECENT_CHARACTERS // 2)))

    assert seqs(recent) == [2, 3]
