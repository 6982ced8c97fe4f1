"""One socket's outgoing side: one frame a turn, bytes in flight, the end."""

from __future__ import annotations

import asyncio

import pytest

from rooms.hub.connection import ABORT_CHARACTERS, ABORT_SECONDS, BEHIND_CHARACTERS, SHED_CHARACTERS
from tests.builders.frames import Reader


def text(characters):
    """JSON of exactly this many characters."""
    return f'"{"x" * (characters - 2)}"'


@pytest.fixture
async def reader():
    return Reader()


async def sent(reader, *texts):
    """Let each text leave in a turn of its own."""
    for each in texts:
        reader.connection.push(each)
        await reader.connection.finish()


async def test_what_is_pushed_in_one_turn_leaves_as_one_array(reader):
    for number in ("1", "2", "3"):
        reader.connection.push(number)

    await reader.connection.finish()

    assert reader.received == [[1, 2, 3]]


async def test_single_text_leaves_as_it_is(reader):
    await sent(reader, '{"type":"one"}')

    assert reader.received == [{"type": "one"}]


async def test_every_turn_has_its_own_frame_in_order(reader):
    await sent(reader, "1", "2")
    reader.connection.push("3")
    reader.connection.push("4")
    await reader.connection.finish()

    assert reader.received == [1, 2, [3, 4]]


async def test_slow_server_gets_everything_in_one_order():
    reader = Reader()
    held = asyncio.Event()
    reader.before_receiving = held.wait
    reader.connection.push("1")
    await asyncio.sleep(0)
    for number in ("2", "3"):
        reader.connection.push(number)

    held.set()
    await reader.connection.finish()

    assert reader.received == [1, [2, 3]]


async def test_unarrived_counts_what_waits_and_what_is_on_its_way(reader):
    await sent(reader, text(100))
    reader.connection.push(text(50))

    assert reader.connection.unarrived == 150


async def test_acknowledged_frames_are_no_longer_on_their_way(reader):
    await sent(reader, text(10), text(20), text(30))

    for frames, left in ((1, 50), (1, 50), (3, 0)):
        reader.connection.acknowledge(frames)
        assert reader.connection.unarrived == left


@pytest.mark.parametrize("lie", [3, 1_000, 2**53 - 1])
async def test_frames_that_were_never_sent_cannot_be_acknowledged_ahead(reader, lie):
    await sent(reader, text(10), text(20))
    reader.connection.acknowledge(lie)

    await sent(reader, text(30))

    assert reader.connection.unarrived == 30


async def test_acknowledgement_cannot_be_taken_back(reader):
    await sent(reader, text(10), text(20))
    reader.connection.acknowledge(2)

    reader.connection.acknowledge(0)

    assert reader.connection.unarrived == 0


async def test_passing_news_is_dropped_first(reader):
    await sent(reader, text(SHED_CHARACTERS))

    reader.connection.push_ephemeral('"typing"')
    reader.connection.push('"message"')

    assert await reader.heard() == ["x" * (SHED_CHARACTERS - 2), "message"]


async def test_passing_news_passes_a_quick_reader(reader):
    await sent(reader, text(SHED_CHARACTERS))
    reader.connection.acknowledge(1)

    reader.connection.push_ephemeral('"typing"')

    assert (await reader.heard())[-1] == "typing"


async def test_reader_is_behind_above_the_limit_and_told_once_a_frame(reader):
    told = []
    reader.connection.on_behind = told.append

    await sent(reader, text(BEHIND_CHARACTERS), text(10))

    assert (reader.connection.is_behind, told) == (True, [reader.connection])


async def test_reader_who_catches_up_is_no_longer_behind(reader):
    await sent(reader, text(BEHIND_CHARACTERS), text(10))

    reader.connection.acknowledge(1)

    assert not reader.connection.is_behind


async def test_reader_far_behind_is_stuck_at_once(reader):
    await sent(reader, text(ABORT_CHARACTERS))
    assert not reader.connection.is_stuck()

    reader.connection.push("1")

    assert reader.connection.is_stuck()


async def test_reader_behind_is_stuck_after_a_time_without_arrivals(reader):
    await sent(reader, text(10), text(BEHIND_CHARACTERS + 1))
    reader.clock.now += ABORT_SECONDS
    assert not reader.connection.is_stuck()

    reader.clock.now += 1
    assert reader.connection.is_stuck()

    reader.connection.acknowledge(1)
    assert not reader.connection.is_stuck()


async def test_reader_of_little_is_never_stuck(reader):
    await sent(reader, text(BEHIND_CHARACTERS))

    reader.clock.now += 10 * ABORT_SECONDS

    assert not reader.connection.is_stuck()


async def test_time_is_counted_from_the_first_frame_that_has_not_arrived(reader):
    await sent(reader, text(10))
    reader.connection.acknowledge(1)
    reader.clock.now += 10 * ABORT_SECONDS

    await sent(reader, text(BEHIND_CHARACTERS + 1))

    assert not reader.connection.is_stuck()


async def test_bye_is_the_last_word(reader):
    ended = []
    reader.connection.on_end = lambda: ended.append(reader.connection.close_code)
    reader.connection.push("1")

    reader.connection.bye(4001, "The server restarts.", retry_ms=500)
    reader.connection.push("2")
    reader.connection.bye(4003, "Again")

    bye = {"type": "bye", "data": {"code": 4001, "reason": "The server restarts.", "retry_ms": 500}}
    assert (await reader.heard(), ended) == ([1, bye], [4001])


async def test_abort_says_nothing_more(reader):
    reader.connection.push("1")

    reader.connection.abort()

    assert (await reader.heard(), reader.connection.close_code) == ([], 4008)


async def test_lost_client_is_told_nothing_more(reader):
    reader.connection.push("1")

    reader.connection.lost()
    reader.connection.push("2")

    assert (await reader.heard(), reader.connection.is_gone) == ([], True)


async def test_server_that_reports_a_broken_pipe_ends_the_connection(reader):
    async def break_down():
        raise BrokenPipeError

    reader.before_receiving = break_down

    await sent(reader, "1")

    assert (reader.connection.is_gone, reader.received) == (True, [])
