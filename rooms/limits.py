"""Credits: how much one connection or person may do in what time (pure but for its clock). Not here: who asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTED_ERRORS = frozenset(
    {"unauthenticated", "forbidden", "not_a_member", "not_found", "bad_shape", "unknown_type", "too_long",
     "read_only", "internal"}
)  # fmt: skip


class Rate(NamedTuple):
    """Credits that come back per second, and how many can be saved up."""

    per_second: float
    burst: int


RATES = {
    "frames": Rate(30, 60),
    "messages.mentorship": Rate(5, 15),
    "messages.group": Rate(2, 8),
    "reactions": Rate(10, 20),
    "sync": Rate(5, 20),
    "hello": Rate(20 / 60, 20),
}


class Limiter:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def take(self, kind: str, key: str, cost: int = 1) -> int:
        """Spend credits; 0 when there were enough, else the milliseconds until there will be."""
        rate, now = RATES[kind], self._clock()
        credits, at = self._buckets.get((kind, key), (float(rate.burst), now))
        credits = min(rate.burst, credits + (now - at) * rate.per_second)
        if credits < cost:
            return max(1, round((cost - credits) / rate.per_second * 1000))
        self._buckets[kind, key] = (credits - cost, now)
        return 0
