"""Who would meet when this member of a room plans a session, and how far they have come. Not here: times (times)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from calendar_sync.availability.publishing import policy_of
from calendar_sync.booking.booking import LONGEST_MINUTES, STEP_MINUTES
from calendar_sync.picker.choosing import read_choice
from calendar_sync.picker.times import Picker, zone_of
from rooms.members import SIGNATORIES
from rooms.models import Membership

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calendar_sync.models import Policy, Session
    from server.accounts.models import Person

STEPS = range(STEP_MINUTES, LONGEST_MINUTES + 1, STEP_MINUTES)


def require_signatory(member: Membership) -> None:
    """Groups have no sessions, and whoever only watches plans none."""
    if not member.room.is_sealed:
        raise Http404
    if member.role not in SIGNATORIES:
        raise PermissionDenied


def picker_for(member: Membership, said: Mapping[str, str]) -> Picker:
    require_signatory(member)
    rows = Membership.objects.current().filter(room=member.room, role__in=SIGNATORIES).select_related("person")
    people = list(rows.order_by("joined_at", "pk"))
    mentors = [each.person for each in people if each.role == Membership.Role.MENTOR]
    mentor = _mentor(member, mentors, said.get("mentor", ""))
    policy = policy_of(mentor)
    return Picker(
        reader=member.person,
        mentor=mentor,
        mentors=mentors,
        mentees=[each.person for each in people if each.role == Membership.Role.MENTEE],
        policy=policy,
        choice=read_choice(said, durations=lengths_of(policy), tzid=zone_of(member.person)),
        now=timezone.now(),
    )


def picker_to_move(member: Membership, session: Session, said: Mapping[str, str]) -> Picker:
    """Another time for a session: of those who take part in it, whoever is in the room by now."""
    people = [each.person for each in session.attendances.select_related("person").order_by("pk")]
    mentor = next(each for each in people if each.pk == session.mentor_id)
    policy = policy_of(mentor)
    # A mentor is not bound to the lengths that she offers.
    lengths = STEPS if member.person_id == mentor.pk else {*lengths_of(policy), session.minutes}
    usual = {"minutes": str(session.minutes)}
    return Picker(
        reader=member.person,
        mentor=mentor,
        mentors=[mentor],
        mentees=[each for each in people if each.pk != mentor.pk],
        policy=policy,
        choice=read_choice({**usual, **dict(said.items())}, durations=sorted(lengths), tzid=zone_of(member.person)),
        now=timezone.now(),
        moved=session,
    )


def _mentor(member: Membership, mentors: list[Person], named: str) -> Person:
    """A mentor plans her own sessions; others choose, where there are several."""
    if member.role == Membership.Role.MENTOR:
        return member.person
    found = [each for each in mentors if str(each.pk) == named] or mentors
    if not found:
        raise Http404
    return found[0]


def lengths_of(policy: Policy) -> list[int]:
    return sorted(policy.durations)
