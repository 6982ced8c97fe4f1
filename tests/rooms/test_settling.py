"""Credits over several processes: one person has about one person's, and Redis may be away without anybody noticing."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tries
from hypothesis import strategies as st

from rooms.limits import Limiter, Rate
from rooms.settling import Settlement
from tests.builders.presence import Clock
from tests.builders.redis_server import redis_server

if TYPE_CHECKING:
    from tests.builders.redis_server import RedisServer

# So slow that nothing comes back while a test runs.
RATES = {"reactions": Rate(0.0001, 15), "frames": Rate(0.0001, 15)}
PATIENCE_SECONDS = 5.0


class Process:
    """One process's limiter and its part in the settlement."""

    def __init__(self, *urls: str) -> None:
        self.limiter = Limiter(Clock(), RATES, is_settled=True)
        self.settlement = Settlement(self.limiter, urls, prefix="test")

    def give(self, count: int, key: str = "mia") -> int:
        """How many of so many requests are granted."""
        return sum(self.limiter.take("reactions", key) == 0 for _ in range(count))


@pytest.fixture
async def processes(redis: RedisServer):
    processes = [Process(redis.url) for _ in range(3)]
    yield processes
    for process in processes:
        await process.settlement.close()


async def settle(*processes: Process) -> None:
    for process in processes:
        await process.settlement.settle()


async def test_what_one_process_gave_the_others_do_not_give_again(processes: list[Process]) -> None:
    here, there, _third = processes
    here.give(10)
    there.give(1)

    await settle(here, there)

    assert (there.give(9), here.give(9)) == (4, 5)


async def test_burst_at_every_process_is_a_debt_to_be_paid_off_first(processes: list[Process]) -> None:
    given_at_once = [process.give(20) for process in processes]

    await settle(*processes)

    waits = [process.limiter.take("reactions", "mia") / 1000 * RATES["reactions"].per_second for process in processes]
    assert (given_at_once, [round(wait) for wait in waits]) == ([15, 15, 15], [1, 16, 31])


async def test_small_debt_is_settled_now_and_then_and_a_large_one_at_once(processes: list[Process]) -> None:
    here, there, _third = processes
    there.give(1)
    here.give(1, "noah")
    await here.settlement.settle_in_turn()
    here.give(10)
    await here.settlement.settle_in_turn()
    await there.settlement.settle()

    left_of_noah = [purse.spent for purse in here.limiter.take_spent()]

    assert (there.give(20), left_of_noah) == (4, [1])


async def test_others_pay_nothing(processes: list[Process]) -> None:
    here, there, _third = processes
    here.give(15)
    there.give(1, "noah")

    await settle(here, there)

    assert there.give(20, "noah") == 14


async def test_credits_of_a_connection_are_nobody_else_s_matter(processes: list[Process]) -> None:
    limiter = processes[0].limiter

    limiter.take("frames", "connection")

    assert limiter.take_spent() == []


async def test_process_alone_keeps_no_account() -> None:
    limiter = Limiter(Clock(), RATES)

    limiter.take("reactions", "mia")

    assert limiter.take_spent() == []


async def test_redis_learns_neither_people_nor_addresses(redis: RedisServer, processes: list[Process]) -> None:
    processes[0].give(1, "mia|192.0.2.7")

    await settle(processes[0])

    kept = str([(key, redis.command("HGETALL", key)) for key in redis.command("KEYS", "*")])
    assert ("credits" in kept, "mia" in kept, "192.0.2.7" in kept) == (True, False, False)


async def test_account_ends_by_itself(redis: RedisServer, processes: list[Process]) -> None:
    processes[0].give(1)

    await settle(processes[0])

    assert [redis.command("PTTL", key) > 0 for key in redis.command("KEYS", "*")] == [True]


@pytest.mark.parametrize("fault", ["stop", "pause"])
async def test_without_redis_each_process_limits_on_its_own(
    redis: RedisServer, processes: list[Process], fault: str
) -> None:
    getattr(redis, fault)()
    given = [process.give(20) for process in processes[:2]]
    async with asyncio.timeout(PATIENCE_SECONDS):
        await settle(*processes[:2])

    assert (given, processes[0].give(5)) == ([15, 15], 0)


async def test_what_was_given_without_redis_is_forgiven(redis: RedisServer, processes: list[Process]) -> None:
    here, there, _third = processes
    redis.stop()
    here.give(15)
    await settle(here)
    redis.start()
    there.give(1)

    await settle(there)

    assert there.give(20) == 14


async def test_flushed_redis_gives_nobody_more_than_the_process_alone(
    redis: RedisServer, processes: list[Process]
) -> None:
    here, _there, _third = processes
    here.give(14)
    await settle(here)
    redis.flush()
    here.give(1)

    await settle(here)

    assert here.give(5) == 0


async def test_accounts_are_shared_out_and_one_lost_redis_leaves_the_others(redis: RedisServer) -> None:
    people = [str(number) for number in range(20)]
    with redis_server() as second:
        here, there = (Process(redis.url, second.url) for _ in range(2))
        second.kill()
        for person in people:
            here.give(10, person)
            there.give(1, person)
        await settle(here, there)
        left = {there.give(20, person) for person in people}
        for process in (here, there):
            await process.settlement.close()

    assert left == {4, 14}


@given(turns=st.lists(st.integers(0, 2), max_size=40))
@tries(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_processes_that_settle_give_together_what_one_would(redis: RedisServer, turns: list[int]) -> None:
    person = str(uuid.uuid4())

    async def live() -> int:
        processes, given = [Process(redis.url) for _ in range(3)], 0
        for turn in turns:
            given += processes[turn].give(1, person)
            await settle(processes[turn])
        for process in processes:
            await process.settlement.close()
        return given

    # A process that has not given anything yet has not heard of the others, and gives once.
    assert asyncio.run(live()) <= RATES["reactions"].burst + 2
