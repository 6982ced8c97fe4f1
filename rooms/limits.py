"""Credits: how much a connection, person or address may do in what time. Not here: who asks; the rates (settings).

Rates are one table and one factor over it: an operator with fast or slow machines moves all of them together, and
their proportions, which keep one person from crowding out the others, stay as they were thought out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

COUNTED_ERRORS = frozenset(
    {"unauthenticated", "forbidden", "not_a_member", "not_found", "bad_shape", "unknown_type", "too_long",
     "read_only", "internal"}
)  # fmt: skip


# A person's or an address's; the others are a connection's, which lives in one process.
SHARED = frozenset(
    {"messages.mentorship", "messages.group", "reactions", "board", "notes", "hello", "polls", "hello.failed"}
)

ROUNDING = 1e-6


class Rate(NamedTuple):
    """Credits that come back per second, and how many can be saved up."""

    per_second: float
    burst: float

    def times(self, factor: float) -> Rate:
        return Rate(self.per_second * factor, max(1.0, self.burst * factor))


class Bucket(NamedTuple):
    """The credits that were left at a time."""

    left: float
    at: float


class Purse(NamedTuple):
    """What was spent of somebody's credits and not settled yet with the other processes."""

    kind: str
    key: str
    spent: float
    rate: Rate


class Limiter:
    """The credits of one process; a bucket that has filled up again is as good as none, and is dropped."""

    def __init__(
        self, clock: Callable[[], float], rates: Mapping[str, Rate] | None = None, *, is_settled: bool = False
    ) -> None:
        self._clock = clock
        self._is_settled = is_settled
        self._rates = site_rates() if rates is None else rates
        # Whoever was not seen for a whole generation has all credits back.
        self._generation_seconds = max(rate.burst / rate.per_second for rate in self._rates.values())
        self._born_at = clock()
        self._young: dict[tuple[str, str], Bucket] = {}
        self._old: dict[tuple[str, str], Bucket] = {}
        self._spent: dict[tuple[str, str], float] = {}

    def take(self, kind: str, key: str, cost: int = 1) -> int:
        """Spend credits; 0 when there were enough, else the milliseconds until there will be."""
        rate, now = self._rates[kind], self._clock()
        self._drop_full(now)
        left = self._left(kind, key)
        price = min(cost, rate.burst)
        if left < price - ROUNDING:
            return math.ceil((price - left) / rate.per_second * 1000)
        self._young[kind, key] = Bucket(left - price, now)
        if self._is_settled and kind in SHARED:
            self._spent[kind, key] = self._spent.get((kind, key), 0.0) + price
        return 0

    def take_spent(self, least: float = 0.0) -> list[Purse]:
        """What shared credits were spent and not taken yet, from this share of a burst on; who takes it settles it."""
        purses = [Purse(kind, key, amount, self._rates[kind]) for (kind, key), amount in self._spent.items()]
        due = [purse for purse in purses if purse.spent >= purse.rate.burst * least]
        for purse in due:
            del self._spent[purse.kind, purse.key]
        return due

    def correct(self, purse: Purse, left: float) -> None:
        """Over all processes this much is left, less what was spent here meanwhile; never more than our own count."""
        place = (purse.kind, purse.key)
        ours = self._left(*place)
        self._young[place] = Bucket(min(ours, left - self._spent.get(place, 0.0)), self._clock())

    def _left(self, kind: str, key: str) -> float:
        rate, now = self._rates[kind], self._clock()
        bucket = self._young.get((kind, key)) or self._old.get((kind, key)) or Bucket(rate.burst, now)
        return min(rate.burst, bucket.left + (now - bucket.at) * rate.per_second)

    def _drop_full(self, now: float) -> None:
        if now - self._born_at >= self._generation_seconds:
            self._old = self._young if now - self._born_at < 2 * self._generation_seconds else {}
            self._young, self._born_at = {}, now


def site_rates() -> dict[str, Rate]:
    return {kind: Rate(*rate).times(settings.RATE_FACTOR) for kind, rate in settings.RATES.items()}
