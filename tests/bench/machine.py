"""Which core works for whom, and what a process uses. Not here: starting processes (servers)."""

from __future__ import annotations

import os
import resource
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CORES = sorted(os.sched_getaffinity(0))
BACK_END, LOAD = CORES[0], CORES[-1]
CPU_CLOCK = 2
PACE_TURNS = 2_000_000


def take_the_load_core() -> None:
    """Keep this process off the back end's core, and let it open as many sockets as the machine allows."""
    os.sched_setaffinity(0, {LOAD})
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


@contextmanager
def back_end_core() -> Iterator[None]:
    """What is started inside, and all that it starts, stays on the back end's one core."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {BACK_END})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def cpu_seconds(pid: int) -> float:
    """What a process and its children have computed so far."""
    # Linux numbers the CPU clock of a process so; unlike its files of threads it remembers those that have ended.
    own = time.clock_gettime(~pid << 3 | CPU_CLOCK)
    return own + sum(cpu_seconds(child) for child in children(pid))


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def memory_kib(pid: int) -> int:
    """The memory that a process holds, shared pages by their share."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def pace() -> float:
    """Turns of a plain loop that the back end's core makes in a second: on a shared machine not always as many."""
    with back_end_core():
        begun = time.perf_counter()
        for _ in range(PACE_TURNS):
            pass
        return PACE_TURNS / (time.perf_counter() - begun)
