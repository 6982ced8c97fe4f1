"""What a series would look like before it is booked: each session on both clocks, and which do not fit.

Not here: the rule of its dates (recurring), booking it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from calendar_sync.availability.slots import clash, fault_of
from calendar_sync.booking.fitting import SERIES_DAYS
from calendar_sync.clocks.labels import day_name, length
from calendar_sync.clocks.recurring import instant_of, local_of, occurrences, shifts
from calendar_sync.clocks.wall_clock import Span, local_day
from rooms.hours import hour

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from calendar_sync.availability.faults import Fault
    from calendar_sync.clocks.recurring import Repeat
    from calendar_sync.picker.times import Picker, Slot


class Foreseen(NamedTuple):
    """One session of a series: when, what is odd about it for whom, and what keeps it from being booked."""

    day: str
    slot: Slot
    remarks: list[str]
    fault: StrOrPromise


def foresee(picker: Picker, at: datetime, repeat: Repeat) -> list[Foreseen]:
    """The repetition goes by the mentor's wall clock, as the booking's does."""
    tzid = picker.policy.tzid
    starts = [instant_of(local, tzid) for local in occurrences(local_of(at, tzid), repeat)]
    faults, remarks = list(_faults(picker, starts)), _remarks(picker, starts)
    return [
        Foreseen(
            day_name(local_day(picker.choice.tzid, start)), picker.slot(start), remarks.get(start, []), fault or ""
        )
        for start, fault in zip(starts, faults, strict=True)
    ]


def _faults(picker: Picker, starts: Sequence[datetime]) -> Iterator[StrOrPromise | None]:
    minutes = picker.choice.minutes
    whole = Span(starts[0], starts[-1] + timedelta(minutes=minutes))
    diary = picker.diary_within(whole, freely=picker.is_mentors_own)
    further = replace(diary, rules=replace(diary.rules, horizon_days=SERIES_DAYS))
    for start in starts:
        span = Span(start, start + timedelta(minutes=minutes))
        own = clash(diary.rules, span, busy=diary.busy, taken=diary.taken)
        fault: Fault | None = own if picker.is_mentors_own else fault_of(further, start, minutes)
        yield fault.sentence if fault else None


def _remarks(picker: Picker, starts: Sequence[datetime]) -> dict[datetime, list[str]]:
    """Who meets an hour earlier or later than usual, because their clock changes at another time."""
    found: dict[datetime, list[str]] = {}
    for name, tzid in picker.clocks:
        for shift in shifts(starts, tzid):
            said = _("%(length)s later than usual for %(name)s (%(usual)s)")
            if shift.minutes < 0:
                said = _("%(length)s earlier than usual for %(name)s (%(usual)s)")
            words = {"length": length(abs(shift.minutes)), "name": name, "usual": hour(shift.usual)}
            found.setdefault(shift.start, []).append(said % words)
    return found
