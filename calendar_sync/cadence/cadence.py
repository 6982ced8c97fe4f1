"""How often the people of a room mean to meet: agreed on, let go, and how it stands. Not here: the sum (pacing)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from calendar_sync.booking.patience import patience
from calendar_sync.cadence.pacing import Standing, weeks_from
from calendar_sync.clocks.near import TOO_FAR, is_near
from calendar_sync.clocks.wall_clock import begin_of
from calendar_sync.models import Attendance, Cadence, Policy, Session
from calendar_sync.models.cadence import MOST_SESSIONS, MOST_WEEKS
from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.models import Membership, Pause
from rooms.outlook import cipher_of, record
from rooms.refusals import Refused

if TYPE_CHECKING:
    from datetime import date, datetime

    from rooms.models.room import MembershipQuerySet
    from server.accounts.models import Person


@patience()
@transaction.atomic
def agree(member: Membership, *, count: int, weeks: int, begins_on: date, seen: int) -> Cadence:
    """One side writes it down for both; `seen` is the version that was shown, 0 where there was none.

    The same again changes nothing.
    """
    room = hold_mentorship(member)
    cipher_of(room)
    if not (1 <= count <= MOST_SESSIONS and 1 <= weeks <= MOST_WEEKS):
        raise Refused("bad_shape", _("At most 52 sessions in at most 104 weeks."))
    if not is_near(begins_on):
        raise Refused("bad_shape", TOO_FAR)
    row = Cadence.objects.filter(room=room).first()
    if (row.version if row else 0) != seen:
        raise Refused("conflict", _("Somebody changed this meanwhile. Look at it, then say it again."))
    row = row or Cadence(room=room, version=0)
    if (row.count, row.weeks, row.begins_on) == (count, weeks, begins_on):
        return row
    cause = Cause.deed(member.person_id)
    row.count, row.weeks, row.begins_on = count, weeks, begins_on
    row.set_by_id, row.set_at, row.version = member.person_id, cause.at, seen + 1
    row.save()
    record(room, "session.rhythm", cause)
    return row


@patience()
@transaction.atomic
def let_go(member: Membership) -> None:
    """Doing it again changes nothing."""
    room = hold_mentorship(member)
    cipher_of(room)
    gone, _each = Cadence.objects.filter(room=room).delete()
    if gone:
        record(room, "session.rhythm", Cause.deed(member.person_id))


def standing_of(row: Cadence, tzid: str, now: datetime) -> Standing:
    """Counted from the begin of its first day in that zone. A session that somebody missed is still to be held."""
    span = weeks_from(begin_of(row.begins_on, tzid), row.weeks)
    missed = Attendance.objects.filter(session=OuterRef("pk"), came=False)
    sessions = Session.objects.live().filter(~Exists(missed), room=row.room_id, starts_at__gte=span.start)
    found = (
        sessions.filter(starts_at__lt=span.end).order_by("starts_at").values_list("starts_at", "ends_at", "ended_at")
    )
    held = sum(1 for _start, end, ended in found if ended or end <= now)
    planned = tuple(start for start, end, ended in found if not ended and end > now)
    return Standing(span, row.count, held, planned, now)


def without_a_session(person: Person, now: datetime) -> MembershipQuerySet:
    """Where this person is a mentee who could book, and nothing is planned."""
    ahead = Session.objects.ahead(now).filter(room=OuterRef("room"))
    mentors = Membership.objects.current().filter(room=OuterRef("room"), role=Membership.Role.MENTOR)
    open_to_it = mentors.filter(person__in=Policy.objects.filter(is_open=True).values("person"))
    rests = Pause.objects.under_way().filter(room=OuterRef("room"))
    mine = Membership.objects.of(person).filter(role=Membership.Role.MENTEE, room__closed_at=None)
    return mine.filter(~Exists(ahead), Exists(open_to_it), ~Exists(rests)).order_by("joined_at", "pk")


def unpublished(person: Person) -> bool:
    """Whether this person is a mentor who has not said when she can be met."""
    mentors = Membership.objects.of(person).filter(role=Membership.Role.MENTOR, room__closed_at=None)
    return mentors.exists() and not Policy.objects.filter(person=person).exists()
