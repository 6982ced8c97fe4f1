"""The rows of all servers side by side, as ratios, medians of several rounds. Not here: how a figure is taken."""

from __future__ import annotations

import statistics
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.bench.scenarios import Figures

Rounds = dict[str, list["Figures"]]

# The usual way, of which all others are so many times.
USUAL = ("N", "H")
RATIOS = ("x_deliveries", "x_rate", "x_calm_cpu", "x_kib", "x_all")


def medians(rounds: Sequence[Figures]) -> Figures:
    return {name: statistics.median(figures[name] for figures in rounds) for name in rounds[0]}


def rows_of(title: str, columns: dict[str, str], rounds: Rounds, names: dict[str, str]) -> list[str]:
    """A table in Markdown: one line a server, each column a format of its figures; (c) where the load was full."""
    lines = [f"| {title} | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    base = next((medians(rounds[letter]) for letter in USUAL if letter in rounds), {})
    for letter, taken in rounds.items():
        figures = medians(taken)
        ratios = {f"x_{name}": value / base[name] for name, value in figures.items() if base.get(name)}
        mark = " (c)" if figures.get("full") else ""
        cells = [form.format(**{**dict.fromkeys(RATIOS, 0.0), **figures, **ratios}) for form in columns.values()]
        lines.append(f"| {names[letter]}{mark} | " + " | ".join(cells) + " |")
    return lines


def paces_of(paces: Sequence[float]) -> str:
    """How evenly the machine worked meanwhile: no other work was measured beside what is compared."""
    return f"The back end's core ran at {min(paces) / max(paces):.0%} to 100% of its best pace meanwhile."


def say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
