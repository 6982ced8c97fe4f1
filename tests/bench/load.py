"""Messages at a rate, what became of them, and the highest rate that is borne. Not here: who sends (scenarios)."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.bench.clients import Tally, crowd, leave

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.bench.clients import Client
    from tests.bench.servers import Running

    # The clients of a crowd, made anew each time.
    Cast = Callable[[Tally], list[Client]]

TICK_SECONDS = 0.002
DRAIN_SECONDS = 2.0
QUIET_SECONDS = 0.5
P99_SECONDS = 0.25
MISSING = 0.002
FULL = 0.95
STEP = 1.7
FINE = 1.16


@dataclass(frozen=True)
class Outcome:
    """One rate, tried for a while."""

    rate: float
    sent: int
    deliveries: int
    expected: int
    p99_seconds: float
    median_seconds: float
    server_cpu: float
    seconds: float
    load_share: float

    @property
    def is_borne(self) -> bool:
        return self.deliveries >= self.expected * (1 - MISSING) and self.p99_seconds <= P99_SECONDS

    @property
    def load_was_full(self) -> bool:
        return self.load_share > FULL


class Crowd:
    """Clients of one server, connected anew after each rate that was too much for it."""

    def __init__(
        self,
        running: Running,
        cast: Cast,
        *,
        senders: int,
        readers: int,
        quiet_seconds: float = QUIET_SECONDS,
        least: int = 0,
    ) -> None:
        self._running, self._cast, self._tally = running, cast, Tally()
        # Whose turn it is goes on from rate to rate: a server may close what is silent for long.
        self._turns, self._readers = deque(range(senders)), readers
        # Of a few messages the slowest one would be the 99th percentile.
        self._quiet_seconds, self._least = quiet_seconds, least
        self._clients: list[Client] = []

    async def attempt(self, rate: float, seconds: float) -> Outcome:
        """Say messages at the rate, by all senders in turn; the crowd is as good as new afterwards."""
        if not self._clients:
            self._clients = await crowd(self._running, self._cast(self._tally))
            await self._quiet()
        self._tally.clear()
        seconds = max(seconds, self._least / rate)
        cpu, own, started = self._running.cpu_seconds, time.process_time(), time.perf_counter()
        sent = await pace(rate, seconds, [self._clients[no] for no in self._turns])
        self._turns.rotate(-sent)
        share = (time.process_time() - own) / (time.perf_counter() - started)
        await self._drained(sent * self._readers)
        outcome = Outcome(
            rate=rate,
            sent=sent,
            deliveries=self._tally.deliveries,
            expected=sent * self._readers,
            p99_seconds=quantile(self._tally.latencies, 0.99),
            median_seconds=quantile(self._tally.latencies, 0.5),
            server_cpu=self._running.cpu_seconds - cpu,
            seconds=time.perf_counter() - started,
            load_share=share,
        )
        if not outcome.is_borne and rate > 20:
            await self.leave()
        return outcome

    async def leave(self) -> None:
        await leave(self._clients)
        self._clients = []
        await self._quiet()

    async def _drained(self, expected: int) -> None:
        until = time.perf_counter() + DRAIN_SECONDS
        while self._tally.deliveries < expected and time.perf_counter() < until:  # noqa: ASYNC110
            await asyncio.sleep(TICK_SECONDS)

    async def _quiet(self) -> None:
        """Wait until the server has worked off what it still had to do."""
        busy = 1.0
        while busy > self._quiet_seconds / 2:
            before = self._running.cpu_seconds
            await asyncio.sleep(self._quiet_seconds)
            busy = self._running.cpu_seconds - before


async def pace(rate: float, seconds: float, senders: Sequence[Client]) -> int:
    """Messages evenly spread over the time, whatever becomes of them; says how many."""
    started, total, sent = time.perf_counter(), max(1, int(rate * seconds)), 0
    while sent < total:
        due = min(total, int((time.perf_counter() - started) * rate) + 1)
        for no in range(sent, due):
            senders[no % len(senders)].say()
        sent = due
        await asyncio.sleep(max(TICK_SECONDS, started + sent / rate - time.perf_counter()))
    return sent


def quantile(values: list[int], share: float) -> float:
    """Of nanoseconds, in seconds; nothing received is worse than any limit."""
    if not values:
        return float("inf")
    return sorted(values)[int(len(values) * share)] / 1e9


async def knee(crowd: Crowd, guess: float, seconds: float, attempts: int) -> Outcome:
    """The highest rate that is borne, to within FINE: up or down in steps first, then by halves."""
    best = worst = await crowd.attempt(guess, seconds)
    for _ in range(attempts - 1):
        if worst.is_borne:
            rate = worst.rate * STEP
        elif not best.is_borne:
            rate = best.rate / STEP
        elif worst.rate / best.rate > FINE:
            rate = (worst.rate * best.rate) ** 0.5
        else:
            break
        tried = await crowd.attempt(rate, seconds)
        best = tried if tried.is_borne or not best.is_borne else best
        worst = worst if tried.is_borne and not worst.is_borne else tried
    return best
