"""Whether sessions fit into the time of those who meet, and what would fit instead. Not here: taking the time (claims).

A mentee is bound by what the mentor allows, the mentor by other sessions alone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import ngettext

from calendar_sync.availability import slots
from calendar_sync.availability.faults import Fault
from calendar_sync.availability.rules import diary_of
from calendar_sync.booking.claims import clashing
from calendar_sync.clocks.wall_clock import Span
from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from calendar_sync.availability.slots import Diary
    from calendar_sync.booking.parties import Party
    from calendar_sync.models import Session

# Where to look for other times than the one that does not fit.
BEFORE, AFTER = timedelta(days=1), timedelta(days=13)
# How far a series may reach: a year of weeks, and some days until it begins.
SERIES_DAYS = 370


class Clash(Refused):
    """Some of the times do not fit: which ones, and why."""

    def __init__(self, faults: Sequence[tuple[datetime, Fault]], party: Party, sessions: Sequence[Session]) -> None:
        asked = len(sessions)
        several = ngettext(
            "%(count)d of %(all)d sessions does not fit.", "%(count)d of %(all)d sessions do not fit.", len(faults)
        )
        text = several % {"count": len(faults), "all": asked} if asked > 1 else faults[0][1].sentence
        super().__init__("conflict", text)
        self.faults = faults
        self._party = party
        self._minutes = sessions[0].minutes
        self._sessions = [each.pk for each in sessions]

    @cached_property
    def free(self) -> list[datetime]:
        """Starts that would fit, around the first that does not; read when asked for, while nobody waits for us.

        A session that is moved may overlap the time that it has now.
        """
        near, now = self.faults[0][0], timezone.now()
        span = Span(near - BEFORE, near + AFTER)
        diary = diary_of(self._party.policy, self._party.mentees, span, now=now, but=self._sessions)
        return list(slots.free(diary, span, self._minutes))


def require_fit(party: Party, sessions: Sequence[Session], now: datetime) -> None:
    """Refuse them all when one does not fit; where they stand now is not in their own way."""
    spans = [Span(each.starts_at, each.ends_at) for each in sessions]
    whole = Span(min(span.start for span in spans), max(span.end for span in spans))
    freely = party.is_asked_by_mentor
    diary = diary_of(party.policy, party.mentees, whole, now=now, but=[each.pk for each in sessions], freely=freely)
    taken = clashing(party.people, spans, but=sessions)
    found = [
        (span.start, _fault(party, diary, span, no) or (Fault.BUSY if span in taken else None))
        for no, span in enumerate(spans)
    ]
    faults = [(start, fault) for start, fault in found if fault]
    if faults:
        raise Clash(faults, party, sessions)


def _fault(party: Party, diary: Diary, span: Span, no: int) -> Fault | None:
    """Only the first of several has to be as near as the mentor says; they are planned together."""
    if party.is_asked_by_mentor:
        past = Fault.PAST if span.start <= diary.now else None
        return past or slots.clash(diary.rules, span, busy=diary.busy, taken=diary.taken)
    rules = replace(diary.rules, horizon_days=SERIES_DAYS) if no else diary.rules
    minutes = round((span.end - span.start).total_seconds() / 60)
    return slots.fault_of(replace(diary, rules=rules), span.start, minutes)
