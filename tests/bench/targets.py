"""What figures have to reach, said beside each of them, and whether all did. Not here: how a figure is taken."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.bench.scenarios import Figures


@dataclass(frozen=True)
class Target:
    """At least and at most so much; `form` is how it is said."""

    what: str
    least: float = -inf
    most: float = inf
    form: str = "{:.0f}"

    def is_reached(self, value: float) -> bool:
        # What is no number reaches nothing.
        return self.least <= value <= self.most

    def said(self, value: float) -> str:
        bound, limit = ("at least", self.least) if self.most == inf else ("at most", self.most)
        verdict = "reached" if self.is_reached(value) else "missed"
        return f"{self.what} {self.form.format(value)}, {bound} {self.form.format(limit)}: {verdict}"


# Of Menteo on Daphne; on uvicorn for comparison only.
JUDGED = "O"
TARGETS: Mapping[str, tuple[Target, ...]] = {
    "S1": (
        Target("times naive", least=100),
        Target("p99 s", most=0.25, form="{:.3f}"),
        Target("times picows, calm CPU per delivery", most=6, form="{:.1f}"),
    ),
    "S2": (Target("times naive", least=8, form="{:.1f}"), Target("p99 s", most=0.25, form="{:.3f}")),
    "S3": (Target("KiB/connection", most=28, form="{:.1f}"),),
    "S4": (Target("not caught up", most=0), Target("all caught up s", most=3, form="{:.2f}")),
    # A base that hardly used its core was kept from working by something else than its work.
    "S5": (
        Target("times plain", least=5, form="{:.1f}"),
        Target("p99 s", most=0.25, form="{:.3f}"),
        Target("share of its core that plain used", least=0.25, form="{:.2f}"),
    ),
}


def judged(situation: str, taken: Mapping[str, Figures]) -> list[tuple[Target, float]]:
    """The targets of a situation, each with what was taken; none where one of the servers compared did not run."""
    values = [value for value in _values(situation, taken) if value is not None]
    targets = TARGETS.get(situation, ())
    return list(zip(targets, values, strict=True)) if len(values) == len(targets) else []


def _values(situation: str, taken: Mapping[str, Figures]) -> list[float | None]:
    ours, naive, raw, plain = (taken.get(letter) for letter in (JUDGED, "N", "P", "H"))
    match situation:
        case "S1":
            return [times("deliveries", ours, naive), ours and ours["p99"], times("calm_cpu", ours, raw)]
        case "S2":
            return [times("rate", ours, naive), ours and ours["p99"]]
        case "S3":
            return [ours and ours["kib"]]
        case "S4":
            return [ours and ours["of"] - ours["done"], ours and ours["all"]]
        case "S5":
            used = plain and plain["rate"] * plain["cpu"] / 1e6
            return [times("rate", ours, plain), ours and ours["p99"], used]
    return []


def times(name: str, ours: Figures | None, other: Figures | None) -> float | None:
    return ours[name] / other[name] if ours and other and other[name] else None
