"""Who would meet when this member of a room plans a session, and how far they have come. Not here: times (times)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from calendar_sync.availability.publishing import policy_of
from calendar_sync.picker.choosing import read_choice
from calendar_sync.picker.times import Picker, zone_of
from rooms.members import SIGNATORIES
from rooms.models import Membership

if TYPE_CHECKING:
    from collections.abc import Mapping

    from calendar_sync.models import Policy
    from server.accounts.models import Person


def picker_for(member: Membership, said: Mapping[str, str]) -> Picker:
    """Groups have no sessions, and whoever only watches plans none."""
    if not member.room.is_sealed:
        raise Http404
    if member.role not in SIGNATORIES:
        raise PermissionDenied
    rows = Membership.objects.current().filter(room=member.room, role__in=SIGNATORIES).select_related("person")
    people = list(rows.order_by("joined_at", "pk"))
    mentors = [each.person for each in people if each.role == Membership.Role.MENTOR]
    mentor = _mentor(member, mentors, said.get("mentor", ""))
    mentees = [each.person for each in people if each.role == Membership.Role.MENTEE]
    policy = policy_of(mentor)
    return Picker(
        reader=member.person,
        mentor=mentor,
        mentors=mentors,
        others=[each for each in (mentor, *mentees) if each.pk != member.person_id],
        policy=policy,
        choice=read_choice(said, durations=lengths_of(policy), tzid=zone_of(member.person)),
        now=timezone.now(),
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
