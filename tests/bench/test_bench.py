"""The bench itself runs, in small: every situation, on every kind of server, without a word about speed.

Ours runs on uvicorn only, and others run on Daphne: so each command and each application runs once.
"""

from __future__ import annotations

import os

import pytest
import uvloop

from tests.bench import scenarios
from tests.bench.machine import CORES
from tests.bench.scenarios import Plan
from tests.bench.servers import running, servers
from tests.bench.storage import Size, stage

SMALL = Size(people=8, group=4, pairs=2)
SHORT = Plan(
    seconds=0.2, flood_counts=(1, 2), calm_seconds=0.2, warm=2, missed=3, storm_groups=2, attempts=1,
    quiet_seconds=0.05, settle_seconds=0.05, least_moves=1,
)  # fmt: skip


@pytest.fixture(scope="module")
def small_stage():
    """A PostgreSQL and a Redis with a few people; the test's own cores and settings come back afterwards."""
    settings = os.environ.pop("DJANGO_SETTINGS_MODULE")
    with stage(SMALL) as filled:
        yield filled
    os.environ["DJANGO_SETTINGS_MODULE"] = settings
    os.sched_setaffinity(0, CORES)


@pytest.fixture(scope="module")
def server(request, small_stage):
    with running(servers(small_stage)[request.param].keeping()) as started:
        yield started


@pytest.mark.parametrize("server", ["N", "P", "U"], indirect=True)
def test_talk_is_measured_in_every_situation(server, small_stage):
    async def take_all():
        return [
            await scenarios.fan_out(server, small_stage, SHORT, 30.0),
            await scenarios.pairs(server, small_stage, SHORT, 30.0),
            await scenarios.idle(server, small_stage, SHORT),
            await scenarios.storm(server, small_stage, SHORT),
        ]

    fan_out, pairs, idle, storm = uvloop.run(take_all())

    assert (fan_out["rate"], pairs["rate"]) == (30.0, 30.0)
    assert (idle["lost"], storm["done"]) == (0, storm["of"])


@pytest.mark.parametrize("server", ["U", "H"], indirect=True)
def test_moves_of_cards_are_measured_over_sockets_and_requests(server, small_stage):
    moved = uvloop.run(scenarios.moving(server, small_stage, SHORT, 30.0))

    assert (moved["rate"], moved["missing"]) == (30.0, 0)


@pytest.mark.parametrize("server", ["P"], indirect=True)
def test_load_knows_what_it_can_read(server, small_stage):
    figures = uvloop.run(scenarios.ceiling(server, small_stage, SHORT))

    assert list(figures) == ["of_1", "of_2"]
    assert all(figures.values())
