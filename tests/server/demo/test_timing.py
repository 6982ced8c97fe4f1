"""Every conversation of the demo lies in the past, in order, and in the waking hours of those who speak."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from server.demo.programme import read_programme
from server.demo.script import read_scenes
from server.demo.stock import TEXTS
from server.demo.timing import CLOSE, OPEN, Clock, day_of, workdays_before

MONDAY = date(2031, 3, 31)
FRIDAY = date(2031, 3, 28)
SCRIPTS = sorted(path.stem for path in TEXTS.glob("*.txt"))
MOMENTS = [datetime(2031, 3, 24, 0, 20, tzinfo=UTC) + timedelta(hours=5 * step) for step in range(68)]


@pytest.fixture(scope="module")
def zones():
    return {key: ZoneInfo(one.time_zone) for key, one in read_programme().people.items()}


@pytest.fixture(params=SCRIPTS)
def script(request):
    return read_scenes(TEXTS / f"{request.param}.txt")


def told_at(moment, script, zones):
    return Clock(zones, Random(1)).place(script, moment)


def test_conversations_run_forward_and_end_before_now(script, zones):
    for moment in MOMENTS:
        times = [said.at for said in told_at(moment, script, zones)]

        assert times == sorted(times)
        assert times[-1] < moment


def test_newest_lines_are_less_than_a_day_old(script, zones):
    ages = [moment - told_at(moment, script, zones)[-1].at for moment in MOMENTS]

    assert max(ages) < timedelta(hours=20)


def test_everybody_speaks_while_awake(script, zones):
    local = [said.at.astimezone(zones[said.line.who]) for said in told_at(MOMENTS[40], script, zones)]

    assert [each for each in local if not OPEN <= each.time() <= CLOSE] == []


def test_working_days_are_counted_back_over_weekends():
    assert workdays_before(MONDAY, 1) == FRIDAY


def test_weekday_of_an_earlier_week_is_found():
    assert day_of(["1w", "fri"], MONDAY) == FRIDAY
