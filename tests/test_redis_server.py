"""The Redis that tests start: it comes, goes, stands still and comes back at the same address."""

from __future__ import annotations

import pytest
from redis import Redis, RedisError

from tests.builders.redis_server import redis_server


def test_server_holds_values_until_it_is_flushed() -> None:
    with redis_server() as server:
        server.command("SET", "word", "kept")
        kept = server.command("GET", "word")
        server.flush()

        assert (kept, server.command("GET", "word")) == (b"kept", None)


def test_server_comes_back_empty_at_the_same_address() -> None:
    with redis_server() as server:
        server.command("SET", "word", "lost")
        server.kill()
        gone = server.is_up
        server.ensure_up()

        assert (gone, server.is_up, server.command("GET", "word")) == (False, True, None)


def test_paused_server_answers_nothing_until_it_is_resumed() -> None:
    with redis_server() as server:
        server.pause()
        with Redis.from_url(server.url, socket_timeout=0.2, retry=None) as client, pytest.raises(RedisError):
            client.ping()
        server.resume()

        assert server.command("PING")


def test_server_is_overheard_word_for_word() -> None:
    with redis_server() as server:
        with server.overheard() as said:
            server.command("SET", "word", "heard")
        server.command("SET", "word", "unheard")

    assert (b'"SET" "word" "heard"' in said, b"unheard" in said) == (True, False)


def test_server_leaves_nothing_behind() -> None:
    with redis_server() as server:
        server.stop()

    assert (server.is_up, server.folder.exists()) == (False, False)
