"""Moves sessions to another time: one, the following, or all of a series. Not here: words about them (editing).

One occurrence that moves becomes an exception of its series. A whole series that has not begun gets another rule under
its old uid; where it has begun, the following ones leave it and become a series of their own, under a new uid, since
few calendars understand "this and the following" in any other way.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from calendar_sync.booking import claims
from calendar_sync.booking.booking import LONGEST_MINUTES, STEP_MINUTES, new_uid, require_going_on, take_time
from calendar_sync.booking.fitting import require_fit
from calendar_sync.booking.parties import party_of
from calendar_sync.booking.patience import patience
from calendar_sync.booking.scope import Scope, find, in_scope, length_of, require_to_come, require_version, revise
from calendar_sync.clocks.near import TOO_FAR, is_near
from calendar_sync.clocks.recurring import Frequency, Repeat, instant_of, local_of, occurrences, step
from calendar_sync.models import Attendance, Series, Session
from calendar_sync.models.session import LOCAL_FORMAT
from calendar_sync.sessions.telling import Change, tell
from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.outlook import cipher_of
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Sequence
    from datetime import datetime

    from calendar_sync.booking.parties import Party
    from rooms.models import Membership


@dataclass(frozen=True, slots=True)
class Move:
    """Where to; the others of its series follow by the same rule. `minutes` is None where the length stays."""

    start: datetime
    minutes: int | None = None
    scope: Scope = Scope.THIS


@patience()
@transaction.atomic
def move(member: Membership, session_id: uuid.UUID, to: Move, *, version: int) -> list[Session]:
    """Either side may, until it begins; a mentor who wants to be asked is asked again. Raises Clash as booking does.

    Moving a session to where it is changes nothing.
    """
    room = hold_mentorship(member)
    cipher_of(room)
    session, cause = find(room, session_id), Cause.deed(member.person_id)
    minutes = to.minutes or session.minutes
    if to.scope == Scope.THIS and (session.starts_at, session.minutes) == (to.start, minutes):
        return []
    require_version(session, version)
    require_to_come(session, cause.at)
    require_going_on(room)
    first = _wall_clock(session, to.start, minutes)
    party = party_of(session, member.person_id)
    sessions, cut = _moved(session, to.scope, first, minutes, now=cause.at)
    live = [each for each in sessions if each.is_live]
    require_fit(party, live, cause.at)
    _ask_again(live, party, cause.at)
    claims.give_back(live)
    if cut:
        _begin_anew(sessions, cause.at)
    else:
        revise(sessions, cause.at, with_series=to.scope != Scope.THIS)
    _store(sessions)
    take_time(live, party)
    tell(Change("moved", room, cause, live, cut=cut))
    return live


def _wall_clock(session: Session, start: datetime, minutes: int) -> datetime:
    if minutes % STEP_MINUTES or start.timestamp() % (STEP_MINUTES * 60) or not 0 < minutes <= LONGEST_MINUTES:
        raise Refused("bad_shape", _("A session begins and ends at full five minutes, and lasts at most eight hours."))
    if not is_near(start):
        raise Refused("bad_shape", TOO_FAR)
    local = local_of(start, session.tzid)
    if instant_of(local, session.tzid) != start:
        raise Refused("bad_shape", _("The mentor's clock shows that hour twice. Take another time."))
    return local


def _moved(
    session: Session, scope: Scope, first: datetime, minutes: int, *, now: datetime
) -> tuple[list[Session], Series | None]:
    """The rows at their new times, not stored yet, and the series that they left, if they did."""
    if session.series is None or scope == Scope.THIS:
        session.place(first, minutes)
        return [session], None
    sessions = in_scope(session, scope, now)
    number = sessions.index(session)
    first = _first_of(session.series, first, number)
    before = Session.objects.filter(series=session.series).exclude(pk__in=[each.pk for each in sessions])
    series, cut = session.series, None
    if before.exists():
        cut = _cut(series, sessions, now)
        series = _continued(series, length_of(sessions), now)
    series.local_start, series.minutes = first.strftime(LOCAL_FORMAT), minutes
    series.save()
    # Sessions that were cancelled at its end lie beyond the rule, and follow all the same.
    _follow(series, sessions, occurrences(first, Repeat(Frequency(series.frequency), len(sessions))))
    return sessions, cut


def _first_of(series: Series, local: datetime, number: int) -> datetime:
    """Where the rule begins that brings the session at this place to this time."""
    first = step(local, series.frequency, -number)
    # A fifth weekday counts as the last one, which in another month is the fourth.
    if step(first, series.frequency, number) != local:
        text = _("Not every month has a fifth such day. Choose an earlier week, or move this session alone.")
        raise Refused("bad_shape", text)
    return first


def _cut(series: Series, sessions: Sequence[Session], now: datetime) -> Series:
    """The series that they leave ends before them, unless one of its later ones was held already."""
    earlier = Session.objects.filter(series=series, recurrence_id__lt=sessions[0].recurrence_id)
    left = list(earlier.order_by("recurrence_id"))
    if len(left) + len(sessions) != series.sessions.count():
        raise Refused("conflict", _("A later session of this series was held already. Move the others one by one."))
    series.count = length_of(left)
    series.revise(now, since=series.sequence)
    series.save()
    return series


def _continued(series: Series, count: int, now: datetime) -> Series:
    """A series of its own for those that leave; its first version, whose counting starts anew."""
    return Series.objects.create(
        room_id=series.room_id,
        uid=new_uid(),
        tzid=series.tzid,
        local_start=series.local_start,
        minutes=series.minutes,
        frequency=series.frequency,
        count=count,
        revised_at=now.replace(microsecond=0),
        tz_version=series.tz_version,
    )


def _follow(series: Series, sessions: Sequence[Session], locals_: Sequence[datetime]) -> None:
    """Each at its place in the rule; those that were cancelled stay exceptions of it."""
    for each, local in zip(sessions, locals_, strict=True):
        if each.series_id != series.pk:
            each.series, each.uid, each.client_id = series, series.uid, str(series.pk)
        each.recurrence_id = local.strftime(LOCAL_FORMAT)
        each.place(local, series.minutes)


def _begin_anew(sessions: Sequence[Session], at: datetime) -> None:
    """Calendars meet them under another uid for the first time, and answer by the number that its rule bears."""
    for each in sessions:
        each.sequence = 0
        each.revise(at)


def _ask_again(sessions: Sequence[Session], party: Party, now: datetime) -> None:
    """Who moved it will come; the others are asked, and so is a mentor who wants to approve."""
    answers = Attendance.objects.filter(session__in=[each.pk for each in sessions])
    answers.update(answer=Attendance.Answer.NEEDS_ACTION, answered_at=None)
    answers.filter(person=party.asker).update(answer=Attendance.Answer.ACCEPTED)
    waits = party.has_to_approve
    expires_at = min(sessions[0].starts_at, now + timedelta(minutes=party.policy.hold)) if waits else None
    for each in sessions:
        each.status = Session.Status.TENTATIVE if waits else Session.Status.CONFIRMED
        each.expires_at = expires_at
        # What stood before its former time holds up nothing any more.
        each.held_up = 0


def _store(sessions: Sequence[Session]) -> None:
    """From the side to which they move, so that none meets the place of the next one."""
    stored = dict(Session.objects.filter(pk__in=[each.pk for each in sessions]).values_list("pk", "recurrence_id"))
    later = sessions[0].recurrence_id >= stored[sessions[0].pk]
    for each in reversed(sessions) if later else sessions:
        each.save()
