"""Tells a mentor's next mentees of the day that their session may begin late, once for each length of the delay.

The worker compares what was said of sessions with what their followers were told, so that nothing is lost and no two
rooms are ever held together. Only minutes are told. Not here: how many (delays), saying them (holding).
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from calendar_sync.availability.publishing import policy_of
from calendar_sync.availability.rules import rules_of
from calendar_sync.clocks.labels import clock, day_name, zone_at
from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.clocks.wall_clock import local_day
from calendar_sync.models import Attendance, Session
from calendar_sync.sessions.delays import Meeting, held_up
from calendar_sync.sessions.reminding import choice_of
from calendar_sync.sessions.telling import Change, tell
from rooms.log import Cause
from rooms.models import Room
from rooms.vault import NoKey

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from calendar_sync.models.session import SessionQuerySet
    from server.accounts.models import Person

# What belongs to the same day of a mentor somewhere on earth.
BEFORE, AFTER = timedelta(hours=12), timedelta(hours=24)


def tell_held_up() -> int:
    """How many sessions were told another delay than before."""
    now = timezone.now()
    said = Q(over__gt=0) | Q(held_up__gt=0) | Q(attendances__role="mentor", attendances__late__gt=0)
    ids = _around(now).filter(said).values_list("mentor", flat=True).distinct()
    mentors = get_user_model().objects.filter(pk__in=ids).order_by("pk")
    return sum(_tell_one(row, minutes, now) for mentor in mentors for row, minutes in _changes(mentor, now))


def _around(now: datetime) -> SessionQuerySet:
    return Session.objects.filter(
        status=Session.Status.CONFIRMED, starts_at__gt=now - BEFORE, starts_at__lt=now + AFTER
    )  # fmt: skip


def _changes(mentor: Person, now: datetime) -> Iterator[tuple[Session, int]]:
    """Sessions that have not begun, with a delay that they were not told."""
    policy = policy_of(mentor)
    rows = _around(now).filter(mentor=mentor).order_by("starts_at", "pk")
    late = dict(Attendance.objects.filter(session__in=rows, person=mentor).values_list("session", "late"))
    for _day, group in groupby(rows, key=lambda row: local_day(policy.tzid, row.starts_at)):
        day = list(group)
        meetings = [
            Meeting(row.starts_at, row.ends_at, max(late.get(row.pk, 0), row.over), bool(row.ended_at)) for row in day
        ]
        for row, minutes in zip(day, held_up(meetings, rules_of(policy).gap), strict=True):
            if minutes != row.held_up and not row.started_at and row.ends_at > now:
                yield row, minutes


@transaction.atomic
def _tell_one(row: Session, minutes: int, now: datetime) -> bool:
    """A deed of the site, which names nobody; another worker may have come first, or the session changed meanwhile."""
    room = Room.objects.lock([row.room_id])[row.room_id]
    session = Session.objects.filter(pk=row.pk, version=row.version, held_up=row.held_up).first()
    if session is None:
        return False
    cause = Cause(get_user_model().objects.system().pk, str(uuid.uuid5(row.pk, f"held up|{row.version}")))
    session.held_up = minutes
    session.revise(now)
    session.save(update_fields=["held_up", "version", "sequence", "revised_at"])
    # An erased room has nobody to tell.
    with suppress(NoKey), transaction.atomic():
        tell(Change("delayed", room, cause, [session]))
    for each in session.attendances.exclude(person=session.mentor_id).select_related("person"):
        if each.person.is_active and choice_of(each.person).delays:
            _mail(session, each.person)
    return True


def _mail(session: Session, person: Person) -> None:
    tzid = canonical_zone(person.time_zone)
    address = settings.SITE_URL + reverse("calendar:session", args=[session.pk])
    with translation.override(settings.LANGUAGE_CODE):
        when = f"{day_name(local_day(tzid, session.starts_at))}, {clock(session.starts_at, tzid)}"
        said = _("Your mentoring session on %(when)s (%(zone)s) begins in time after all.")
        if session.held_up:
            said = _("Your mentoring session on %(when)s (%(zone)s) may begin %(minutes)s minutes late.")
        words = said % {"when": when, "zone": zone_at(tzid, session.starts_at), "minutes": session.held_up}
        other = _("Whether you get this mail is your choice:") + f" {settings.SITE_URL}{reverse('calendar:sessions')}"
        send_mail(
            _("When a session begins"), f"{words}\n\n{address}\n\n{other}", settings.DEFAULT_FROM_EMAIL, [person.email]
        )
