"""A mentor's availability out of its rows: her rules, and what takes people's time. Not here: the rules (slots)."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from calendar_sync.availability.slots import NO_LIMIT, Diary, Rules, Taken
from calendar_sync.clocks.wall_clock import Span, joined
from calendar_sync.models import Attendance, BusyBlock, Session
from rooms.vault import open_site, seal_site

if TYPE_CHECKING:
    import uuid
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from calendar_sync.availability.slots import Windows
    from calendar_sync.models import Policy
    from calendar_sync.models.session import SessionQuerySet

# Limits count whole weeks, so sessions are read that far to both sides.
AROUND = timedelta(days=8)
LINK_PURPOSE = "meeting-link"


def rules_of(policy: Policy) -> Rules:
    """Two queries, or none where windows and overrides are prefetched."""
    return Rules(
        tzid=policy.tzid,
        week=_week([(each.weekday, each.starts, each.ends) for each in policy.windows.all()]),
        overrides=tuple((each.day, _windows(each.windows)) for each in policy.overrides.all()),
        is_open=policy.is_open,
        durations=tuple(policy.durations),
        step=policy.step,
        gap_before=policy.gap_before,
        gap_after=policy.gap_after,
        notice=policy.notice,
        horizon_days=policy.horizon_days,
        most_per_day=policy.most_per_day or NO_LIMIT,
        most_per_week=policy.most_per_week or NO_LIMIT,
        most_per_pair=policy.most_per_pair or NO_LIMIT,
    )


def _week(rows: list[tuple[int, int, int]]) -> tuple[Windows, ...]:
    return tuple(_windows((starts, ends) for day, starts, ends in rows if day == weekday) for weekday in range(7))


def _windows(pairs: Iterable[Iterable[int]]) -> Windows:
    return tuple(sorted((starts, ends) for starts, ends in pairs))


def diary_of(
    policy: Policy,
    mentees: Collection[uuid.UUID],
    span: Span,
    *,
    now: datetime,
    but: Collection[uuid.UUID] = (),
    freely: bool = False,
) -> Diary:
    """What stands in the way of a session of these people in that time, leaving out the sessions named by `but`.

    `freely` is for a mentor who plans herself: what stands in her other calendars does not bind her here.
    """
    return Diary(
        rules_of(policy),
        now,
        busy=busy_of(policy, mentees, span, but=but) + ([] if freely else imported(policy, span)),
        taken=taken_by(policy, span, but=but),
        mentees=frozenset(mentees),
    )


def taken_by(policy: Policy, span: Span, *, but: Collection[uuid.UUID] = ()) -> list[Taken]:
    """The sessions that she is the mentor of, in that time and in the weeks that it touches; one query."""
    rows = (
        Attendance.objects.filter(session__in=_live(Span(span.start - AROUND, span.end + AROUND), but))
        .filter(session__mentor=policy.person_id)
        .order_by("session_id")
        .values_list("session_id", "session__starts_at", "session__ends_at", "person_id")
    )
    return [
        Taken(start, end, frozenset(person for *_, person in group if person != policy.person_id))
        for (_id, start, end), group in groupby(rows, key=lambda row: row[:3])
    ]


def busy_of(
    policy: Policy, mentees: Collection[uuid.UUID], span: Span, *, but: Collection[uuid.UUID] = ()
) -> list[Span]:
    """Where else any of them is: sessions with other mentors, which keep no gap to these; one query."""
    sessions = _live(span, but).filter(attendances__person__in=[policy.person_id, *mentees])
    others = sessions.exclude(mentor=policy.person_id).values_list("starts_at", "ends_at").distinct()
    return sorted(Span(*each) for each in others)


def imported(policy: Policy, span: Span) -> list[Span]:
    """When her calendars of elsewhere say that she is busy; one query."""
    blocks = BusyBlock.objects.filter(
        source__person=policy.person_id, starts_at__lt=span.end, ends_at__gt=span.start
    ).order_by("starts_at", "ends_at")
    return [*joined(Span(*each) for each in blocks.values_list("starts_at", "ends_at"))]


def _live(span: Span, but: Collection[uuid.UUID]) -> SessionQuerySet:
    return Session.objects.live().between(span.start, span.end).exclude(pk__in=but)


def link_of(policy: Policy) -> str:
    """Where she meets people when it is not in the room; empty where she named nothing."""
    return open_site(LINK_PURPOSE, str(policy.person_id), bytes(policy.link)).decode() if policy.link else ""


def sealed_link(person_id: uuid.UUID, link: str) -> bytes:
    return seal_site(LINK_PURPOSE, str(person_id), link.encode()) if link else b""
