"""Takes people's time for sessions and gives it back, in steps of five minutes. Not here: who may have it (booking).

Only verbs of sessions call this, and hold everybody whose time they take (parties), so that nobody comes between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from calendar_sync.models import Claim
from calendar_sync.models.claim import QUANTUM_SECONDS

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from calendar_sync.clocks.wall_clock import Span
    from calendar_sync.models import Session

# One day of steps.
PAST_KEPT = 24 * 60 * 60 // QUANTUM_SECONDS


def quanta(start: datetime, end: datetime) -> range:
    """The steps that a time touches, counted since 1970."""
    return range(int(start.timestamp()) // QUANTUM_SECONDS, -(-int(end.timestamp()) // QUANTUM_SECONDS))


def clashing(people: Iterable[uuid.UUID], spans: Collection[Span], *, but: Iterable[Session] = ()) -> set[Span]:
    """Those of the times in which one of the people has given time to another session; one query."""
    wanted = {quantum for span in spans for quantum in quanta(*span)}
    others = ~Q(session__in=[each.pk for each in but])
    rows = Claim.objects.filter(others, person__in=people, quantum__in=wanted)
    taken = set(rows.values_list("quantum", flat=True))
    return {span for span in spans if not taken.isdisjoint(quanta(*span))}


def take(sessions: Iterable[Session], people: Collection[uuid.UUID]) -> None:
    """For each of the people; the database refuses what somebody has."""
    Claim.objects.bulk_create(
        Claim(person_id=person, quantum=quantum, session=session)
        for session in sessions
        for person in sorted(people)
        for quantum in quanta(session.starts_at, session.ends_at)
    )


def give_back(sessions: Iterable[Session]) -> None:
    Claim.objects.filter(session__in=[each.pk for each in sessions]).delete()


def forget_past(now: datetime) -> None:
    """Nobody asks for time that is over."""
    Claim.objects.filter(quantum__lt=quanta(now, now).start - PAST_KEPT).delete()
