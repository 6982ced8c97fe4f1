"""What calendars have to be told of a change: which method, about which entries. Not here: to whom, and how (invites).

Readers understand a change of one occurrence and a new rule of a whole series. Whatever is between is told as the rule
with its exceptions, since few of them follow "this and the following".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from calendar_sync.ical.entries import occurrence, series_entries, single
from calendar_sync.ical.writing import Method, Status
from calendar_sync.models import Session

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from calendar_sync.ical.entries import Reading
    from calendar_sync.ical.writing import Entry
    from calendar_sync.models import Series
    from calendar_sync.sessions.telling import Change


@dataclass(frozen=True, slots=True)
class Order:
    """One message: what it asks of calendars, and the sessions that people read about in it."""

    method: Method
    entries: tuple[Entry, ...]
    sessions: tuple[Session, ...]

    @property
    def uid(self) -> str:
        return self.entries[0].uid

    @property
    def sequence(self) -> int:
        return max(entry.sequence for entry in self.entries)

    @property
    def waits(self) -> bool:
        """Whether the mentor has agreed to none of it yet."""
        return all(entry.status == Status.TENTATIVE for entry in self.entries)


def orders_of(change: Change, reading: Reading) -> Iterator[Order]:
    ordered = sorted(change.sessions, key=lambda row: (row.uid, row.recurrence_id))
    for _uid, group in groupby(ordered, key=lambda row: row.uid):
        rows = tuple(group)
        if rows[0].series is None:
            yield from (order_of([single(row, reading)], (row,)) for row in rows)
        else:
            yield series_order(rows[0].series, rows, reading)
    if change.cut:
        yield cut_order(change.cut, change.sessions, reading)


def cut_order(series: Series, left_it: Sequence[Session], reading: Reading) -> Order:
    """About a rule that is shorter now; where none of its sessions is left, people read of those that left it."""
    order = series_order(series, (), reading)
    return order if order.sessions else replace(order, sessions=tuple(left_it))


def series_order(series: Series, changed: Sequence[Session], reading: Reading) -> Order:
    """About one occurrence, or about the rule with all that differs from it."""
    rows = list(Session.objects.filter(series=series).order_by("recurrence_id"))
    told = tuple(changed) or tuple(row for row in rows if row.is_live)
    entries = series_entries(series, rows, reading)
    if not entries:
        return order_of([ended(series, rows, reading)], told)
    if len(changed) == 1 and len(rows) > 1:
        return order_of([occurrence(series, changed[0], reading)], told)
    return order_of(entries, told)


def ended(series: Series, rows: Sequence[Session], reading: Reading) -> Entry:
    """A series of which nothing is left."""
    first = occurrence(series, rows[0], reading)
    sequence = max(series.sequence, *(row.sequence for row in rows))
    return replace(first, original=None, sequence=sequence, status=Status.CANCELLED)


def order_of(entries: Sequence[Entry], sessions: tuple[Session, ...]) -> Order:
    cancels = all(entry.status == Status.CANCELLED for entry in entries)
    return Order(Method.CANCEL if cancels else Method.REQUEST, tuple(entries), sessions)
