"""Credits: what a bucket holds comes back with time, nobody spends another's, and what is full is forgotten."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, get_args

import pytest
from asgiref.sync import sync_to_async
from hypothesis import given
from hypothesis import strategies as st

from rooms.limits import COUNTED_ERRORS, Limiter, Rate, site_rates
from rooms.protocol.wire import Code
from tests.builders.people import person
from tests.builders.presence import Clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django.fixtures import SettingsWrapper

    from tests.builders.live import Client

RATES = {"fast": Rate(5, 15), "slow": Rate(0.5, 2)}

waits = st.lists(st.floats(0, 10), max_size=60)


def limiter(clock: Clock | None = None) -> Limiter:
    return Limiter(clock or Clock(), RATES)


def test_take_gives_the_burst_at_once_and_then_refuses() -> None:
    limits = limiter()

    taken = [limits.take("fast", "mia") for _ in range(16)]

    assert taken == [0] * 15 + [200]


def test_take_after_the_wait_it_named_is_granted() -> None:
    clock = Clock()
    limits = limiter(clock)
    limits.take("slow", "mia", cost=2)

    clock.now += limits.take("slow", "mia") / 1000

    assert limits.take("slow", "mia") == 0


def test_refused_take_costs_nothing() -> None:
    limits = limiter()
    limits.take("slow", "mia", cost=2)

    refused = [limits.take("slow", "mia") for _ in range(3)]

    assert refused == [2000, 2000, 2000]


def test_credits_are_counted_per_kind_and_key() -> None:
    limits = limiter()
    limits.take("slow", "mia", cost=2)

    assert [limits.take("slow", "noah"), limits.take("fast", "mia")] == [0, 0]


def test_saved_credits_end_at_the_burst() -> None:
    clock = Clock()
    limits = limiter(clock)
    limits.take("slow", "mia")

    clock.now += 1_000

    assert [limits.take("slow", "mia") for _ in range(3)] == [0, 0, 2000]


def test_cost_above_the_burst_takes_all_there_can_be() -> None:
    limits = limiter()

    assert [limits.take("slow", "mia", cost=9), limits.take("slow", "mia", cost=9)] == [0, 4000]


@given(waits)
def test_nobody_gets_more_than_burst_and_rate_allow(pauses: list[float]) -> None:
    clock = Clock()
    limits = limiter(clock)
    start = clock.now

    granted = 0
    for pause in pauses:
        clock.now += pause
        granted += limits.take("slow", "mia") == 0

    assert granted <= 2 + (clock.now - start) * 0.5 + 0.001


@given(waits, st.integers(1, 2))
def test_waiting_as_told_is_always_enough(pauses: list[float], cost: int) -> None:
    clock = Clock()
    limits = limiter(clock)
    for pause in pauses:
        clock.now += pause
        told = limits.take("slow", "mia", cost)
        clock.now += told / 1000

        assert not told or limits.take("slow", "mia", cost) == 0


@given(st.lists(st.tuples(st.floats(0, 6), st.sampled_from("abc"), st.integers(1, 2)), max_size=60))
def test_forgetting_full_buckets_changes_no_answer(steps: list[tuple[float, str, int]]) -> None:
    clock = Clock()
    forgetful, alone = limiter(clock), {key: Limiter(clock, {**RATES, "endless": Rate(0.001, 1_000)}) for key in "abc"}
    for pause, key, cost in steps:
        clock.now += pause

        assert forgetful.take("slow", key, cost) == alone[key].take("slow", key, cost)


def test_idle_buckets_are_dropped() -> None:
    clock = Clock()
    limits = limiter(clock)
    for no in range(1_000):
        limits.take("fast", str(no))

    for _ in range(2):
        clock.now += 4
        limits.take("fast", "mia")

    assert len(limits._young | limits._old) == 1


def test_unknown_kind_is_refused_loudly() -> None:
    with pytest.raises(KeyError):
        limiter().take("nonsense", "mia")


# The site's rates


def test_rates_of_the_site_are_those_of_the_settings() -> None:
    assert site_rates()["messages.mentorship"] == Rate(5, 15)


def test_factor_moves_all_rates_together(settings: SettingsWrapper) -> None:
    settings.RATE_FACTOR = 10.0

    rates = site_rates()

    assert (rates["messages.mentorship"], rates["frames"]) == (Rate(50, 150), Rate(300, 600))


def test_small_factor_still_lets_one_through(settings: SettingsWrapper) -> None:
    settings.RATE_FACTOR = 0.01

    assert min(rate.burst for rate in site_rates().values()) == 1.0


def test_address_may_fail_far_more_often_than_a_person_may_come() -> None:
    rates = site_rates()

    assert rates["hello.failed"].burst >= 10 * rates["hello"].burst


def test_errors_that_a_hasty_client_cannot_help_are_not_counted() -> None:
    assert set(get_args(Code)) - COUNTED_ERRORS == {"too_fast", "unavailable", "behind", "conflict"}


@pytest.mark.django_db(transaction=True)
async def test_address_that_keeps_coming_without_sign_in_is_turned_away_at_the_door(
    connect: Callable[..., Client], settings: SettingsWrapper
) -> None:
    settings.RATES = {**settings.RATES, "hello.failed": (0.001, 2)}

    closings = [await connect(None).hear_close() for _ in range(3)]

    assert closings == [(4401, "Sign in first."), (4401, "Sign in first."), (1000, "")]


@pytest.mark.django_db(transaction=True)
async def test_person_is_welcome_from_an_address_that_keeps_failing(
    connect: Callable[..., Client], settings: SettingsWrapper
) -> None:
    settings.RATES = {**settings.RATES, "hello.failed": (0.001, 1)}
    mia = await sync_to_async(person)("mia")
    for _ in range(3):
        await connect(None).hear_close()

    welcome = await connect(mia).hello()

    assert welcome["person"] == str(mia.pk)


def test_operations_page_lists_the_rates(settings: SettingsWrapper) -> None:
    page = (settings.ROOT / "docs" / "operations.md").read_text()

    rows = re.findall(r"^\| `([\w.]+)`.*\| ([\d/]+) \| (\d+) \|$", page, re.MULTILINE)

    assert {kind: (float(Fraction(rate)), int(burst)) for kind, rate, burst in rows} == settings.RATES
