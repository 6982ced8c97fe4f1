"""Frames between processes over a real Redis: what arrives, what may be lost, and that nobody waits for it."""

from __future__ import annotations

import logging
import time

import pytest
from redis import Redis

from rooms.bus import Passing
from rooms.bus.line import WAITING_MESSAGES
from rooms.bus.messages import Post
from tests.builders.buses import CHANNEL, Listener, frames, listeners, room_on
from tests.builders.frames import frame
from tests.builders.redis_server import RedisServer, redis_server

# Far above what a call takes that waits for nobody, far below the patience with Redis.
AT_ONCE_SECONDS = 0.2


@pytest.fixture
def pair(redis: RedisServer):
    with listeners(redis.url) as both:
        yield both


def still_reaches(here: Listener, there: Listener) -> bool:
    sent = frames(1)[0]
    here.bus.publish(sent)
    return there.hear_until(sent)[-1] == sent


def test_frames_reach_the_other_process_in_their_order(pair: list[Listener]) -> None:
    here, there = pair
    sent = frames(600)

    for each in sent:
        here.bus.publish(each)

    assert there.hear_until(sent[-1]) == sent


def test_own_frames_are_heard_at_once_and_only_once(pair: list[Listener]) -> None:
    here, there = pair
    mine, theirs = frames(3), frames(1)[0]

    for each in mine:
        here.bus.publish(each)
    at_once = here.heard()
    there.hear_until(mine[-1])
    there.bus.publish(theirs)

    assert (at_once, here.hear_until(theirs)) == (mine, [theirs])


def test_passing_word_reaches_the_others_only(pair: list[Listener]) -> None:
    here, there = pair
    word, after = Passing("room", '{"type":"typing.started"}', but="mia"), frames(1)[0]

    here.bus.pass_on(word)
    here.bus.publish(after)

    assert (there.hear_until(after), here.heard()) == ([word, after], [after])


def test_redis_sees_nothing_of_what_is_said(redis: RedisServer, pair: list[Listener]) -> None:
    here, _there = pair
    with Redis.from_url(redis.url) as spy, spy.pubsub(ignore_subscribe_messages=True) as ear:
        ear.subscribe(CHANNEL)
        ear.get_message(timeout=5)
        here.bus.publish(frame(1, room="in-chambers", kind="message.sent", actor="mia", text='"What was said"'))
        letter = ear.get_message(timeout=5)["data"]

    assert [word for word in (b"What was said", b"in-chambers", b"message.sent", b"mia") if word in letter] == []


@pytest.mark.parametrize("noise", [b"", b"x", b"0123456789abcdef", b"\xff" * 300, Post().write(frames(1))[:-1]])
def test_noise_on_the_channel_is_passed_over(redis: RedisServer, pair: list[Listener], noise: bytes) -> None:
    with Redis.from_url(redis.url) as stranger:
        stranger.publish(CHANNEL, noise)

    assert still_reaches(*pair)


def test_letter_under_another_name_is_not_believed(redis: RedisServer, pair: list[Listener]) -> None:
    here, there = pair
    forged, after = frames(1)[0], frames(1)[0]
    with Redis.from_url(redis.url) as stranger:
        stranger.publish(CHANNEL, b"f" * 16 + Post().write([forged])[16:])
    here.bus.publish(after)

    assert there.hear_until(after) == [after]


def test_flushed_redis_changes_nothing(redis: RedisServer, pair: list[Listener]) -> None:
    redis.flush()

    assert still_reaches(*pair)


def test_cut_subscription_is_made_again_and_said_so(redis: RedisServer, pair: list[Listener]) -> None:
    here, there = pair
    redis.command("CLIENT", "KILL", "TYPE", "pubsub")

    assert (here.returned(), there.returned()) == (True, True)
    assert still_reaches(here, there)


def test_cut_connection_for_speaking_is_made_again(redis: RedisServer, pair: list[Listener]) -> None:
    here, there = pair
    redis.command("CLIENT", "KILL", "TYPE", "normal")

    assert (here.returned(), there.returned()) == (True, True)
    assert still_reaches(here, there)


def test_redis_that_was_absent_at_the_start_is_found_when_it_comes(redis: RedisServer) -> None:
    redis.stop()
    with listeners(redis.url, ready=False) as (here, there):
        was_whole = here.bus.is_whole
        redis.start()
        found = here.returned() and there.returned()

        assert (was_whole, found, here.bus.is_whole) == (False, True, True)
        assert still_reaches(here, there)


def test_killed_redis_is_found_again(redis: RedisServer, pair: list[Listener]) -> None:
    here, there = pair
    redis.kill()
    redis.start()

    assert (here.returned(), there.returned()) == (True, True)
    assert still_reaches(here, there)


def test_paused_redis_holds_up_nobody_and_fills_no_memory(redis: RedisServer, pair: list[Listener]) -> None:
    here, there = pair
    redis.pause()
    many = frames(2 * WAITING_MESSAGES)

    slowest = 0.0
    for each in many:
        started = time.monotonic()
        here.bus.publish(each)
        slowest = max(slowest, time.monotonic() - started)
    kept = len(here.bus._lines[0]._waiting)
    redis.resume()

    assert (slowest < AT_ONCE_SECONDS, kept <= WAITING_MESSAGES, here.heard()) == (True, True, many)
    there.heard()


def test_outage_is_known_while_it_lasts(redis: RedisServer, pair: list[Listener]) -> None:
    here, _there = pair
    before = here.bus.outages()
    redis.pause()
    during = here.outages()
    redis.resume()
    here.returned()

    assert (before, [(each.no, each.count) for each in during], here.bus.outages()) == ([], [(1, 1)], [])


def test_outage_costs_one_line_and_its_end_another(redis: RedisServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "rooms.bus")
    with listeners(redis.url, count=1) as (here,):
        for _ in range(2):
            redis.kill()
            redis.start()
            here.returned()

    lines = ["Redis does not answer: %s", "Redis answers again."]
    assert [record.msg for record in caplog.records if record.name == "rooms.bus.line"] == lines * 2


def test_full_redis_counts_as_away(redis: RedisServer, pair: list[Listener]) -> None:
    here, _there = pair
    redis.command("CONFIG", "SET", "maxmemory", "1")
    try:
        during = here.outages()
    finally:
        redis.command("CONFIG", "SET", "maxmemory", "0")

    assert (len(during), here.returned()) == (1, True)


def test_rooms_are_shared_out_and_the_end_of_one_redis_leaves_the_others(redis: RedisServer) -> None:
    with redis_server() as second, listeners(redis.url, second.url) as (here, there):
        second.kill()
        outages = here.outages()
        lost, arrives = frame(1, room=room_on(1, 2)), frame(1, room=room_on(0, 2))
        here.bus.publish(lost)
        here.bus.publish(arrives)

        assert [(each.no, each.count) for each in outages] == [(2, 2)]
        assert there.hear_until(arrives) == [arrives]
