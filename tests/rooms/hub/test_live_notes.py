"""Who hears of a note's changes in this process: everybody it is the next one for, and nobody else."""

from __future__ import annotations

import asyncio

import pytest

from rooms.bus import NoteFrame
from rooms.hub.live_notes import LiveNotes
from rooms.notes.reading import NoteGap
from tests.builders.frames import ROOM, Reader

KEY = (ROOM, "", "room")


def change(no):
    return NoteFrame(room=ROOM, person="", note="room", no=no, text=f'{{"no":{no}}}')


class Stored:
    """What the database holds of the note, and how often it was asked."""

    def __init__(self, head=0):
        self.head = head
        self.frames = [change(no) for no in range(1, head + 1)]
        self.asked = []

    async def read(self, _question, _key, after):
        self.asked.append(after)
        return NoteGap(self.head, [frame for frame in self.frames if frame.no > after])


@pytest.fixture
def reader():
    made = Reader()
    made.connection.rooms.add(ROOM)
    return made


def opened(reader, stored, no=0):
    notes = LiveNotes(asyncio.get_running_loop(), stored.read)
    notes.start_joining(reader.connection, KEY)
    notes.admit(reader.connection, KEY, no)
    return notes


async def settled():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_next_change_is_said_at_once(reader):
    notes = opened(reader, stored := Stored())

    notes.accept(change(1))
    notes.accept(change(1))

    assert (await reader.heard(), stored.asked) == ([{"no": 1}], [])


async def test_gap_is_read_from_the_database(reader):
    notes = opened(reader, stored := Stored(head=3))

    notes.accept(change(3))
    await settled()

    assert (await reader.heard(), stored.asked) == ([{"no": 1}, {"no": 2}, {"no": 3}], [0])


async def test_change_that_came_while_the_note_was_read_is_not_lost(reader):
    stored = Stored(head=2)
    notes = LiveNotes(asyncio.get_running_loop(), stored.read)
    notes.start_joining(reader.connection, KEY)
    notes.accept(change(2))

    notes.admit(reader.connection, KEY, 1)
    await settled()

    assert await reader.heard() == [{"no": 2}]


async def test_head_in_the_database_that_nobody_told_of_is_fetched(reader):
    notes = opened(reader, Stored(head=1))

    notes.compare([(KEY, 1)])
    await settled()

    assert await reader.heard() == [{"no": 1}]


async def test_who_no_longer_has_the_room_open_hears_nothing(reader):
    notes = opened(reader, Stored())
    reader.connection.rooms.clear()

    notes.accept(change(1))

    assert (await reader.heard(), len(notes)) == ([], 0)


async def test_slow_reader_is_sent_back_to_open_the_note_again(reader):
    notes = opened(reader, Stored())

    notes.fall_behind(reader.connection)
    notes.accept(change(1))

    assert [said["type"] for said in await reader.heard()] == ["note.behind"]


async def test_database_that_went_back_sends_everybody_back(reader):
    notes = opened(reader, Stored(head=1), no=5)

    notes.compare([(KEY, 1)])
    await settled()

    assert [said["type"] for said in await reader.heard()] == ["note.behind"]


async def test_connection_that_is_gone_is_forgotten(reader):
    notes = opened(reader, Stored())

    notes.drop(reader.connection)

    assert len(notes) == 0
