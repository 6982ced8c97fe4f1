"""One question for many: asked at once when alone, together when others wait."""

from __future__ import annotations

import asyncio

import pytest

from rooms.gathering import MOST_AT_ONCE, Gathering


class Clerk:
    """Answers with squares, once the door is open; remembers what was asked together."""

    def __init__(self):
        self.asked = []
        self.door = asyncio.Event()
        self.gathering = Gathering(self._answer)

    async def _answer(self, keys):
        self.asked.append(keys)
        await self.door.wait()
        if 13 in keys:
            raise LookupError
        return {key: key * key for key in keys}

    def ask(self, *keys):
        return [asyncio.ensure_future(self.gathering.ask(key)) for key in keys]


@pytest.fixture
async def clerk():
    return Clerk()


async def test_what_comes_while_one_is_answered_is_asked_together(clerk):
    first = clerk.ask(1)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    later = clerk.ask(2, 3)
    await asyncio.sleep(0)

    clerk.door.set()

    assert await asyncio.gather(*first, *later) == [1, 4, 9]
    assert clerk.asked == [[1], [2, 3]]


async def test_same_key_is_asked_once(clerk):
    clerk.door.set()

    assert await asyncio.gather(*clerk.ask(2, 2)) == [4, 4]
    assert clerk.asked == [[2]]


async def test_no_more_than_a_bound_are_asked_together(clerk):
    clerk.door.set()

    await asyncio.gather(*clerk.ask(*range(100, 101 + MOST_AT_ONCE)))

    assert [len(keys) for keys in clerk.asked] == [MOST_AT_ONCE, 1]


async def test_fault_reaches_those_who_asked_and_nobody_later(clerk):
    clerk.door.set()

    outcomes = await asyncio.gather(*clerk.ask(12, 13), return_exceptions=True)

    assert [type(outcome) for outcome in outcomes] == [LookupError, LookupError]
    assert await clerk.gathering.ask(2) == 4


async def test_one_who_gives_up_takes_nothing_from_others(clerk):
    one, other = clerk.ask(2, 2)
    await asyncio.sleep(0)
    one.cancel()

    clerk.door.set()

    assert await other == 4
