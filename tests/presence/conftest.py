"""A store of presence in a test's hands: in memory, and in a Redis."""

from __future__ import annotations

import pytest

from tests.builders.presence import Clock, RedisShelf, Shelf


@pytest.fixture(params=["memory", "redis"])
def shelf(request):
    """Every test that asks for it runs on both."""
    on_redis = request.param == "redis"
    shelf = RedisShelf(Clock(), request.getfixturevalue("redis")) if on_redis else Shelf(Clock())
    yield shelf
    shelf.close()
