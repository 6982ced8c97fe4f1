"""One room in one process: who hears what, in which order, while joining, open, lagging, watching and put out."""

from __future__ import annotations

import pytest

from rooms.hub.live_room import BUFFER_CHARACTERS, LiveRoom
from rooms.opening import Standing
from rooms.protocol.wire import Cursor
from tests.builders.frames import ROOM, Reader, cursor, frame


@pytest.fixture
def room():
    return LiveRoom(ROOM, epoch="e1", head=4, message_no=0)


@pytest.fixture
async def reader():
    return Reader()


def open_to(room, reader, *, after=None):
    reader.connection.rooms.add(room.id)
    room.start_joining(reader.connection)
    room.admit(reader.connection, epoch=room.epoch, after=room.head if after is None else after, more=False)


async def told(reader):
    """Seqs of events, types of everything else."""
    return [said.get("type") or said["seq"] for said in await reader.heard()]


async def behind(reader):
    return [said["data"]["head"] for said in await reader.heard() if said.get("type") == "room.behind"]


async def test_open_listeners_hear_each_event(room):
    readers = [Reader(), Reader()]
    for reader in readers:
        open_to(room, reader)

    room.accept([frame(5)])
    room.accept([frame(6)])

    assert [await told(reader) for reader in readers] == [[5, 6], [5, 6]]


async def test_room_knows_its_newest_event(room):
    room.accept([frame(5, message_no=3)])

    assert (room.cursor, room.message_no) == (cursor(5), 3)
    assert room.ring.tail(cursor(5)) == []


async def test_joining_listener_hears_nothing_before_its_opening(room, reader):
    room.start_joining(reader.connection)

    room.accept([frame(5)])

    assert (await told(reader), room.listeners) == ([], {reader.connection})


async def test_admitted_listener_hears_what_came_while_it_read(room, reader):
    room.start_joining(reader.connection)
    for seq in (5, 6, 7):
        room.accept([frame(seq)])

    room.admit(reader.connection, epoch="e1", after=6, more=False)
    room.accept([frame(8)])

    assert await told(reader) == [7, 8]


async def test_admitted_listener_pulls_when_too_much_came(room, reader):
    room.start_joining(reader.connection)
    room.accept([frame(5, text="x" * (BUFFER_CHARACTERS + 1))])

    room.admit(reader.connection, epoch="e1", after=4, more=False)
    room.accept([frame(6)])

    assert (await told(reader), await behind(reader)) == (["room.behind"], [5])


async def test_what_the_opening_told_does_not_count_as_too_much(room, reader):
    room.start_joining(reader.connection)
    room.accept([frame(5, text="x" * (BUFFER_CHARACTERS + 1))])

    room.admit(reader.connection, epoch="e1", after=5, more=False)

    assert (reader.connection in room.open, await told(reader)) == (True, [])


async def test_listener_with_more_to_read_pulls_unasked(room, reader):
    room.start_joining(reader.connection)

    room.admit(reader.connection, epoch="e1", after=2, more=True)
    room.accept([frame(5)])

    assert (reader.connection in room.lagging, await told(reader)) == (True, [])


async def test_opening_of_another_epoch_is_read_again(room, reader):
    room.start_joining(reader.connection)

    room.admit(reader.connection, epoch="e0", after=4, more=False)

    assert (reader.connection in room.open, await behind(reader)) == (False, [4])


async def test_room_reset_while_one_joins_is_read_again(room, reader):
    room.start_joining(reader.connection)
    room.reset(epoch="e2", head=2, message_no=0)
    room.accept([frame(3, epoch="e2")])

    room.admit(reader.connection, epoch="e2", after=2, more=False)
    room.accept([frame(4, epoch="e2")])

    assert (await told(reader), await behind(reader)) == (["room.behind", "room.behind"], [2, 3])


async def test_slow_listener_is_told_once_and_remembers_nothing(room, reader):
    open_to(room, reader)

    room.fall_behind(reader.connection)
    room.fall_behind(reader.connection)
    room.accept([frame(5)])

    assert (await told(reader), await behind(reader)) == (["room.behind"], [4])
    assert reader.connection in room.lagging


async def test_slow_listener_that_pulls_is_open_again(room, reader):
    open_to(room, reader)
    room.fall_behind(reader.connection)
    room.accept([frame(5)])

    open_to(room, reader)
    room.accept([frame(6)])

    assert (await told(reader), room.lagging) == (["room.behind", 6], set())


async def test_reset_sends_everybody_to_read_anew(room):
    opened, joining, lagging = (Reader() for _ in range(3))
    open_to(room, opened)
    open_to(room, lagging)
    room.fall_behind(lagging.connection)
    room.start_joining(joining.connection)

    room.reset(epoch="e2", head=1, message_no=1)

    assert [await behind(reader) for reader in (opened, joining, lagging)] == [[1], [1], [4]]
    assert (room.cursor, room.open, room.joining) == (Cursor(epoch="e2", seq=1, tag=""), set(), {})


async def test_reset_leaves_no_frame_in_memory(room):
    room.accept([frame(5)])

    room.reset(epoch="e2", head=5, message_no=0)

    assert room.ring.tail(cursor(5)) is None


@pytest.mark.parametrize("kind", ["member.removed", "member.left"])
async def test_who_was_put_out_hears_neither_that_event_nor_a_later_one(room, kind):
    gone, stays = Reader(), Reader()
    open_to(room, gone)
    open_to(room, stays)

    room.accept([frame(5, kind, subject=str(gone.person))])
    room.accept([frame(6)])

    assert (await told(gone), await told(stays)) == (["room.gone"], [5, 6])
    assert (gone.connection.rooms, room.listeners) == (set(), {stays.connection})


async def test_who_was_put_out_while_joining_is_not_let_in(room, reader):
    room.start_joining(reader.connection)

    room.accept([frame(5, "member.removed", subject=str(reader.person))])

    assert (await told(reader), room.joining) == (["room.gone"], {})


async def test_who_was_put_out_is_not_let_in_again_on_what_was_known(room, reader):
    kept = Standing(ROOM, "group", epoch="e1", head=4, message_no=0, read_no=0, shows_presence=True)
    reader.connection.standings = {ROOM: kept, "another room": kept}
    room.watch(reader.connection)

    room.accept([frame(5, "member.removed", subject=str(reader.person))])

    assert reader.connection.standings == {"another room": kept}


async def test_all_connections_of_who_was_put_out_are_cut_off(room):
    opened = Reader()
    watching = Reader(person=opened.person)
    open_to(room, opened)
    room.watch(watching.connection)

    room.dismiss(str(opened.person))

    assert [await told(reader) for reader in (opened, watching)] == [["room.gone"], ["room.gone"]]
    assert room.is_idle


async def test_watcher_learns_how_many_messages_there_are_and_no_word(room, reader):
    room.watch(reader.connection)

    room.accept([frame(5, "message.sent", text='{"text":"Secret"}', message_no=7, actor="noah")])

    moved = {"type": "room.moved", "room": ROOM, "data": {"message_no": 7, "read_no": None}}
    assert await reader.heard() == [moved]


async def test_watcher_who_wrote_elsewhere_has_read_up_to_there(room, reader):
    room.watch(reader.connection)

    room.accept([frame(5, "message.sent", message_no=7, actor=str(reader.person))])

    assert [said["data"] for said in await reader.heard()] == [{"message_no": 7, "read_no": 7}]


async def test_watcher_is_not_bothered_by_anything_else(room, reader):
    room.watch(reader.connection)

    room.accept([frame(5, "message.edited", subject="m")])

    assert await told(reader) == []


async def test_dropped_connection_hears_nothing_more(room, reader):
    open_to(room, reader)

    room.drop(reader.connection)
    room.accept([frame(5)])

    assert (await told(reader), room.is_idle) == ([], True)


def test_room_vouches_for_a_cursor_at_its_head_alone():
    live = LiveRoom(ROOM, epoch="e1", head=0, message_no=0)
    at_the_start = live.is_at(cursor(0, tag=""))
    live.accept([frame(1)])

    assert at_the_start
    assert [live.is_at(each) for each in (cursor(1), cursor(0, tag=""), cursor(1, tag="other"))] == [True, False, False]
    assert not live.is_at(cursor(1, epoch="e2"))


def test_reset_room_vouches_for_nobody():
    live = LiveRoom(ROOM, epoch="e1", head=0, message_no=0)
    live.reset(epoch="e1", head=3, message_no=3)

    assert not live.is_at(cursor(3, tag=""))
