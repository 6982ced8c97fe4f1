"""Reminds people of sessions by mail, once each, and in the room, as they want it. Not here: how the room shows it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from calendar_sync.clocks.labels import clock, day_name, zone_at
from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.clocks.wall_clock import local_day
from calendar_sync.models import Attendance, Reminding, Session
from calendar_sync.models.reminding import DAY_MINUTES
from rooms.models import Pause

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from server.accounts.models import Person

# What can be chosen, in minutes before a session.
CHOICES = (DAY_MINUTES, 2 * 60, 30)
MAILS_A_ROUND = 100


def choose(person: Person, minutes_before: int | None, **also: bool) -> None:
    """From now on, with `in_room` and `delays` as they are named in the row; None is never."""
    Reminding.objects.update_or_create(person=person, defaults={"minutes_before": minutes_before, **also})


def choice_of(person: Person) -> Reminding:
    """Not stored where nothing was chosen."""
    return Reminding.objects.filter(person=person).first() or Reminding(person=person)


def is_hinted(person: Person, session: Session, now: datetime) -> bool:
    """Whether the room may say to them that it begins soon; when that is, the room sees by itself."""
    comes = session.attendances.filter(person=person).exclude(answer=Attendance.Answer.DECLINED)
    lies_ahead = session.status == Session.Status.CONFIRMED and not session.started_at and now < session.starts_at
    rests = Pause.objects.under_way().filter(room=session.room_id)
    return (
        lies_ahead
        and not session.room.closed_at
        and choice_of(person).in_room
        and comes.exists()
        and not rests.exists()
    )


def remind_due() -> int:
    """Mail those whose session comes near; how many mails there were."""
    now = timezone.now()
    rows = _due(now).order_by("session__starts_at", "pk").values_list("pk", flat=True)[:MAILS_A_ROUND]
    return sum(_remind(pk, now) for pk in rows)


def _due(now: datetime) -> QuerySet[Attendance]:
    """Of agreed sessions in rooms that neither rest nor are closed; what was booked later needs no reminder."""
    near = Q()
    for minutes in CHOICES:
        chosen = Q(person__reminding__minutes_before=minutes)
        if minutes == DAY_MINUTES:
            chosen |= Q(person__reminding=None)
        before = timedelta(minutes=minutes)
        known = Q(session__revised_at__lte=F("session__starts_at") - before)
        near |= chosen & known & Q(session__starts_at__lte=now + before)
    resting = Pause.objects.under_way().values("room")
    return (
        Attendance.objects.filter(near, session__status=Session.Status.CONFIRMED, session__starts_at__gt=now)
        .filter(session__started_at=None, session__room__closed_at=None, person__is_active=True)
        .exclude(session__room__in=resting)
        .exclude(answer=Attendance.Answer.DECLINED)
        .exclude(reminded_for=F("session__starts_at"))
    )


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    """The mark and the mail are one; another worker may have come first. A session that moves is reminded of anew."""
    attendance = _due(now).select_for_update(of=("self",)).filter(pk=pk).select_related("session", "person").first()
    if attendance is None:
        return False
    attendance.reminded_for = attendance.session.starts_at
    attendance.save(update_fields=["reminded_for"])
    _mail(attendance.session, attendance.person)
    return True


def _mail(session: Session, person: Person) -> None:
    """Its words name nobody."""
    tzid = canonical_zone(person.time_zone)
    address = settings.SITE_URL + reverse("calendar:session", args=[session.pk])
    with translation.override(settings.LANGUAGE_CODE):
        when = f"{day_name(local_day(tzid, session.starts_at))}, {clock(session.starts_at, tzid)}"
        zone = zone_at(tzid, session.starts_at)
        said = _("You have a mentoring session on %(when)s (%(zone)s).") % {"when": when, "zone": zone}
        other = (
            _("When you want to be reminded is your choice:") + f" {settings.SITE_URL}{reverse('calendar:sessions')}"
        )
        send_mail(
            _("A session comes near"), f"{said}\n\n{address}\n\n{other}", settings.DEFAULT_FROM_EMAIL, [person.email]
        )
