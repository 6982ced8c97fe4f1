"""The year in the big group room: as many lines as asked, in order, with the rhythm of days and weeks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from server.demo.programme import read_programme
from server.demo.timing import SATURDAY, Clock
from server.demo.year import Year

MESSAGES = 5000
ENDS = [datetime(2031, month, 3 + month, 9, tzinfo=UTC) for month in (1, 5, 9, 12)]


def year_until(end, count=MESSAGES):
    people = read_programme().people
    voices = {
        voice: [key for key, one in people.items() if one.voice == voice]
        for voice in ("senior", "new", "clerk", "lawyer")
    }
    clock = Clock({key: ZoneInfo(one.time_zone) for key, one in people.items()}, Random(1))
    return Year(clock, voices, host="constance", end=end).newest(count)


@pytest.fixture(scope="module")
def told():
    return year_until(ENDS[0])


@pytest.mark.parametrize("end", ENDS)
def test_year_has_as_many_lines_as_asked_in_order_before_its_end(end):
    times = [said.at for said in year_until(end)]

    assert len(times) == MESSAGES
    assert times == sorted(times)
    assert timedelta(days=330) < end - times[0] < timedelta(days=395)
    assert times[-1] < end


def test_weekends_are_quiet_and_not_silent(told):
    weekend = sum(said.at.weekday() >= SATURDAY for said in told)

    assert 10 < weekend < 100


def test_nothing_long_is_said_twice(told):
    times = Counter(said.line.text for said in told if len(said.line.text) > 150)

    assert max(times.values()) == 1


def test_everybody_takes_part(told):
    times = Counter(said.line.who for said in told)

    assert len(times) == 12
    assert min(times.values()) > 100


def test_lines_answer_only_what_came_before(told):
    times = {id(said.line): said.at for said in told}
    answers = [said for said in told if said.line.answers]

    assert len(answers) > 100
    assert all(times[id(said.line.answers)] <= said.at for said in answers)


def test_same_seed_tells_the_same_year(told):
    assert [(said.at, said.line.text) for said in year_until(ENDS[0])] == [(said.at, said.line.text) for said in told]
