"""Who meets in a session, held until the transaction ends so that nobody else takes their time meanwhile.

The order is always the same: the room, then the people by their ids, then the mentor's policy. Not here: the times.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.models import Policy
from rooms.members import SIGNATORIES
from rooms.models import Membership
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    from calendar_sync.models import Session
    from rooms.models import Room


@dataclass(frozen=True, slots=True)
class Party:
    """The mentor with what she allows, all mentees of the room, and which of them asks."""

    mentor: uuid.UUID
    mentees: tuple[uuid.UUID, ...]
    asker: uuid.UUID
    policy: Policy

    @property
    def people(self) -> tuple[uuid.UUID, ...]:
        return (self.mentor, *self.mentees)

    @property
    def is_asked_by_mentor(self) -> bool:
        return self.asker == self.mentor

    @property
    def has_to_approve(self) -> bool:
        """Whether her answer is waited for."""
        return self.policy.needs_approval and not self.is_asked_by_mentor


def gather(room: Room, asker: uuid.UUID, mentor: uuid.UUID | None) -> Party:
    """Everybody for a new session in a room that is locked; where there are several mentors, one has to be named."""
    return hold(asker, *_meeting(room, asker, mentor))


def look(room: Room, asker: uuid.UUID, mentor: uuid.UUID | None) -> Party | None:
    """The same without holding anybody, for a first look; None where there is nothing to look at."""
    try:
        named, mentees = _meeting(room, asker, mentor)
    except Refused:
        return None
    policy = Policy.objects.filter(person=named).first()
    return Party(named, tuple(sorted(mentees)), asker, policy) if policy else None


def _meeting(room: Room, asker: uuid.UUID, mentor: uuid.UUID | None) -> tuple[uuid.UUID, list[uuid.UUID]]:
    rows = Membership.objects.current().filter(room=room, role__in=SIGNATORIES).values_list("person", "role")
    mentors = [person for person, role in rows if role == Membership.Role.MENTOR]
    mentees = [person for person, role in rows if role == Membership.Role.MENTEE]
    named = mentor or (asker if asker in mentors else mentors[0] if len(mentors) == 1 else None)
    if named not in mentors or not mentees:
        raise Refused("bad_shape", _("Say which mentor of this room the session is with."))
    return named, mentees


def party_of(session: Session, asker: uuid.UUID) -> Party:
    """Those of a session that there is already."""
    people = session.attendances.exclude(person=session.mentor_id).values_list("person", flat=True)
    return hold(asker, session.mentor_id, people)


def hold(asker: uuid.UUID, mentor: uuid.UUID, mentees: Iterable[uuid.UUID]) -> Party:
    others = tuple(sorted(mentees))
    people = get_user_model().objects.filter(pk__in=[mentor, *others])
    held = {each.pk: each for each in people.order_by("pk").select_for_update(no_key=True)}
    policy = Policy.objects.select_for_update().filter(person=mentor).first()
    if policy is None and asker != mentor:
        raise Refused("conflict", _("This mentor has not said yet when she can be met."))
    # What a mentor books herself is bound by nothing but other sessions, in her own zone.
    made = policy or Policy.objects.create(person_id=mentor, tzid=canonical_zone(held[mentor].time_zone))
    return Party(mentor, others, asker, made)
