"""`python -m tests.bench [S0 S1 S2 S3 S4 S5] [N P H O U]`: the whole comparison, or a part."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import uvloop

from tests.bench import scenarios
from tests.bench.machine import BACK_END, LOAD, pace, take_the_load_core
from tests.bench.scenarios import Plan
from tests.bench.servers import RATE_FACTOR, running, servers
from tests.bench.storage import Size, stage
from tests.bench.table import medians, paces_of, rows_of, say
from tests.bench.targets import judged

if TYPE_CHECKING:
    from tests.bench.scenarios import Figures
    from tests.bench.servers import Running, Server
    from tests.bench.storage import Stage
    from tests.bench.table import Rounds

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
SIZE = Size(people=5000, group=200, pairs=500)
GUESSES = {
    "S1": {"N": 20.0, "P": 500.0, "O": 600.0, "U": 600.0},
    "S2": {"N": 250.0, "P": 20_000.0, "O": 700.0, "U": 700.0},
    "S5": {"H": 50.0, "O": 700.0, "U": 700.0},
}
COLUMNS = {
    "S0": {"deliveries/s, one a frame": "{of_1:,.0f}", "fifty a frame": "{of_50:,.0f}"},
    "S1": {
        "messages/s": "{rate:.0f}", "deliveries/s": "{deliveries:,.0f}", "times naive": "{x_deliveries:.1f}",
        "p99 s": "{p99:.3f}", "calm µs/delivery": "{calm_cpu:.1f}", "calm p99 s": "{calm_p99:.3f}",
    },
    "S2": {
        "messages/s": "{rate:.0f}", "times naive": "{x_rate:.1f}", "p99 s": "{p99:.3f}",
        "server µs/message": "{cpu:.0f}",
    },
    "S3": {"KiB/connection": "{kib:.1f}", "accepted in s": "{accepted:.1f}", "lost": "{lost:.0f}"},
    "S4": {
        "all caught up s": "{all:.2f}", "median s": "{median:.2f}", "caught up": "{done:.0f} of {of:.0f}",
        "grew KiB each": "{kib:.1f}",
    },
    "S5": {
        "moves/s": "{rate:.0f}", "times plain": "{x_rate:.1f}", "p99 s": "{p99:.3f}", "server µs/move": "{cpu:.0f}",
    },
}  # fmt: skip

# Only the raw broadcaster knows how to flood, and a chat has no cards.
SPEECHES = {"S0": ("raw",), "S5": ("ours", "plain")}


def main() -> int:
    """How many targets were missed."""
    wanted, missed = set(sys.argv[1:]), 0
    situations = [name for name in COLUMNS if name in wanted or not wanted & set(COLUMNS)]
    take_the_load_core()
    with stage(SIZE) as filled:
        compared = servers(filled)
        chosen = {name: each for name, each in compared.items() if name in wanted or not wanted & set(compared)}
        say(f"Back end on core {BACK_END}, load on core {LOAD}; medians of {ROUNDS}; RATE_FACTOR={RATE_FACTOR}.", "")
        for situation in situations:
            missed += compare(situation, speaking(situation, chosen), filled)
    return missed


def speaking(situation: str, chosen: dict[str, Server]) -> dict[str, Server]:
    """Those of the servers that know what the situation is about."""
    speeches = SPEECHES.get(situation, ("ours", "naive", "raw"))
    return {letter: server for letter, server in chosen.items() if server.speech in speeches}


def compare(situation: str, chosen: dict[str, Server], filled: Stage) -> int:
    """One situation on all servers in turn, several times over, judged at the end."""
    rounds: Rounds = {letter: [] for letter in chosen}
    paces = [pace()]
    for _ in range(ROUNDS):
        for letter, server in chosen.items():
            kept = server if situation == "S1" else server.keeping()
            with running(kept) as started:
                rounds[letter].append(uvloop.run(take(situation, letter, started, filled)))
            paces.append(pace())
    names = {letter: each.name for letter, each in chosen.items()}
    found = judged(situation, {letter: medians(taken) for letter, taken in rounds.items()})
    verdicts = [f"{situation}: {target.said(value)}" for target, value in found]
    say(*rows_of(situation, COLUMNS[situation], rounds, names), "", *verdicts, paces_of(paces), "")
    return sum(not target.is_reached(value) for target, value in found)


async def take(situation: str, letter: str, started: Running, filled: Stage) -> Figures:
    match situation:
        case "S0":
            return await scenarios.ceiling(started, filled, Plan())
        case "S1":
            return await scenarios.fan_out(started, filled, Plan(), GUESSES["S1"][letter])
        case "S2":
            return await scenarios.pairs(started, filled, Plan(), GUESSES["S2"][letter])
        case "S3":
            return await scenarios.idle(started, filled, Plan())
        case "S4":
            return await scenarios.storm(started, filled, Plan())
        case _:
            return await scenarios.moving(started, filled, Plan(), GUESSES["S5"][letter])


if __name__ == "__main__":
    sys.exit(bool(main()))
