"""What the figures of the bench have to reach, and what is said where they do not."""

from __future__ import annotations

from tests.bench.table import paces_of
from tests.bench.targets import TARGETS, Target, judged

BARE = {"deliveries": 10.0, "rate": 10.0, "p99": 0.1, "calm_cpu": 5.0, "kib": 20.0, "all": 2.0, "done": 9.0, "of": 9.0}


def verdicts(situation: str, **ours: float) -> list[bool]:
    """Beside others with the same figures."""
    others = {letter: {**BARE, "cpu": 50_000.0} for letter in "NPH"}
    found = judged(situation, {**others, "O": {**BARE, **ours}})
    return [target.is_reached(value) for target, value in found]


def test_target_is_said_with_its_limit_and_a_verdict() -> None:
    assert Target("times naive", least=8, form="{:.1f}").said(7.96) == "times naive 8.0, at least 8.0: missed"
    assert Target("p99 ms", most=20).said(20) == "p99 ms 20, at most 20: reached"


def test_every_situation_is_judged_by_all_of_its_targets() -> None:
    assert verdicts("S1", deliveries=1000.0, calm_cpu=30.0) == [True, True, True]
    assert verdicts("S1", deliveries=999.0, p99=0.26, calm_cpu=30.1) == [False, False, False]
    assert verdicts("S2", rate=80.0) == [True, True]
    assert verdicts("S3", kib=28.1) == [False]
    assert verdicts("S4", done=8.0, all=3.0) == [False, True]
    assert verdicts("S5", rate=50.0, p99=float("nan")) == [True, False, True]


def test_base_that_did_hardly_any_work_is_no_base() -> None:
    plain = {"rate": 2.0, "cpu": 16_000.0}

    found = judged("S5", {"H": plain, "O": {"rate": 200.0, "p99": 0.1}})

    assert [target.is_reached(value) for target, value in found] == [True, True, False]


def test_pace_of_the_machine_is_said_against_its_best() -> None:
    assert paces_of([10.0, 20.0, 16.0]) == "The back end's core ran at 50% to 100% of its best pace meanwhile."


def test_part_of_the_comparison_is_not_judged() -> None:
    assert [judged(situation, {"U": BARE}) for situation in TARGETS] == [[]] * len(TARGETS)
