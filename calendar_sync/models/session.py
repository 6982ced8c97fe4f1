"""Sessions, the series they belong to, and who takes part. Not here: their claims on people's time (claim)."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from calendar_sync.clocks.recurring import Frequency, Repeat, instant_of, rrule
from rooms.models import Room

if TYPE_CHECKING:
    from server.accounts.models import Person

LOCAL_FORMAT = "%Y-%m-%dT%H:%M"
FREQUENCIES = [
    (Frequency.WEEKLY.value, _("Every week")),
    (Frequency.FORTNIGHTLY.value, _("Every two weeks")),
    (Frequency.MONTHLY.value, _("Every month")),
]


class Revised(models.Model):
    """What invitations and calendars are told apart by.

    `version` grows with every change, `sequence` with those that invitations are sent for (RFC 5546 2.1.4), and
    `revised_at` is the LAST-MODIFIED, which has whole seconds: readers take nothing that is not newer.
    """

    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    revised_at = models.DateTimeField()

    class Meta:
        abstract = True

    def revise(self, at: datetime, *, since: int | None = None) -> None:
        """Count a change; `since` is the sequence that it has to go beyond, where invitations are sent for it."""
        self.version += 1
        self.revised_at = max(at.replace(microsecond=0), self.revised_at + timedelta(seconds=1))
        if since is not None:
            self.sequence = max(self.sequence, since) + 1


class Series(Revised):
    """Sessions that repeat at the same time of a wall clock. `local_start` is the first one's, in `tzid`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="series")
    uid = models.CharField(max_length=120, unique=True, editable=False)
    tzid = models.CharField(max_length=40)
    local_start = models.CharField(max_length=16)
    minutes = models.PositiveSmallIntegerField()
    frequency = models.CharField(max_length=12, choices=FREQUENCIES)
    count = models.PositiveSmallIntegerField()
    tz_version = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"series {self.pk}"

    @property
    def local(self) -> datetime:
        """The first start on the wall clock of its zone, without that zone."""
        return datetime.strptime(self.local_start, LOCAL_FORMAT)  # noqa: DTZ007  (a wall clock)

    @property
    def repeat(self) -> Repeat:
        return Repeat(Frequency(self.frequency), self.count)

    @property
    def rrule(self) -> str:
        return rrule(self.local, self.repeat)


class SessionQuerySet(models.QuerySet["Session"]):
    def live(self) -> SessionQuerySet:
        """Those that hold people's time: agreed, or waiting for the mentor's answer."""
        return self.exclude(status=Session.Status.CANCELLED)

    def of(self, person: Person) -> SessionQuerySet:
        return self.filter(attendances__person=person)

    def between(self, start: datetime, end: datetime) -> SessionQuerySet:
        return self.filter(starts_at__lt=end, ends_at__gt=start)

    def ahead(self, now: datetime) -> SessionQuerySet:
        """Those that are not over, in their order."""
        return self.live().filter(ends_at__gt=now, ended_at=None).order_by("starts_at", "pk")

    def held(self, now: datetime) -> SessionQuerySet:
        """Those that are over, and that nobody missed."""
        over = Q(ended_at__isnull=False) | Q(ends_at__lte=now)
        return self.filter(over, status=Session.Status.CONFIRMED).exclude(attendances__came=False)

    def expired(self, now: datetime) -> SessionQuerySet:
        """Whose mentor did not answer in time."""
        return self.filter(status=Session.Status.TENTATIVE, expires_at__lte=now)


class Session(Revised):
    """One meeting; of a series, one occurrence.

    The wall clock is the truth: `local_start` in `tzid` (of the mentor's policy), and `starts_at` follows from it.
    `recurrence_id` is the local start that its series gives it, whenever it takes place; empty for a session of its
    own. What people write about it stands sealed in `words`.
    """

    class Status(models.TextChoices):
        TENTATIVE = "tentative", _("Waiting for approval")
        CONFIRMED = "confirmed", _("Agreed")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="sessions")
    series = models.ForeignKey(Series, models.CASCADE, null=True, related_name="sessions")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The booking's own key, so that the same request sent again makes no second session.
    client_id = models.CharField(max_length=36)
    uid = models.CharField(max_length=120, editable=False)
    recurrence_id = models.CharField(max_length=16, blank=True)
    tzid = models.CharField(max_length=40)
    local_start = models.CharField(max_length=16)
    minutes = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status)
    expires_at = models.DateTimeField(null=True)
    words = models.BinaryField(blank=True)
    words_version = models.PositiveIntegerField(default=0)
    # By how many minutes it takes longer, as was said while it lasted, and by how many it may begin late because the
    # mentor's session before does, as its people were told.
    over = models.PositiveSmallIntegerField(default=0)
    held_up = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["uid", "recurrence_id"], name="one_session_per_uid_and_occurrence"),
            models.UniqueConstraint(fields=["booked_by", "client_id", "recurrence_id"], name="one_session_per_booking"),
            models.CheckConstraint(condition=Q(starts_at__lt=F("ends_at")), name="sessions_end_after_they_start"),
        ]
        indexes = [
            models.Index(fields=["room", "starts_at"]),
            models.Index(fields=["mentor", "starts_at"]),
            models.Index(fields=["expires_at"], condition=Q(status="tentative"), name="sessions_that_wait"),
            models.Index(
                fields=["ends_at"],
                condition=Q(started_at__isnull=False, ended_at__isnull=True),
                name="sessions_under_way",
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"

    @property
    def local(self) -> datetime:
        """Its start on the wall clock of its zone."""
        return datetime.strptime(self.local_start, LOCAL_FORMAT).replace(tzinfo=ZoneInfo(self.tzid))

    @property
    def is_live(self) -> bool:
        return self.status != self.Status.CANCELLED

    @property
    def repeats(self) -> bool:
        return self.series_id is not None

    def has_begun(self, now: datetime) -> bool:
        return self.started_at is not None or self.starts_at <= now

    def place(self, local: datetime, minutes: int) -> None:
        """Let it begin when the clock of its zone shows this."""
        self.local_start, self.minutes = local.strftime(LOCAL_FORMAT), minutes
        self.starts_at = instant_of(local, self.tzid)
        self.ends_at = self.starts_at + timedelta(minutes=minutes)


class Attendance(models.Model):
    """One person's part in one session: their answer to the invitation, whether they came, and how late."""

    class Answer(models.TextChoices):
        """RFC 5545 3.2.12."""

        NEEDS_ACTION = "NEEDS-ACTION", _("No answer yet")
        ACCEPTED = "ACCEPTED", _("Accepted")
        TENTATIVE = "TENTATIVE", _("Maybe")
        DECLINED = "DECLINED", _("Declined")

    session = models.ForeignKey(Session, models.CASCADE, related_name="attendances")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="attendances")
    role = models.CharField(max_length=12)
    answer = models.CharField(max_length=12, choices=Answer, default=Answer.NEEDS_ACTION)
    # Of the last answer, so that an older one that arrives late by mail is known as such (RFC 5546 2.1.5).
    answered_sequence = models.PositiveIntegerField(default=0)
    answered_at = models.DateTimeField(null=True)
    # What people say. Beside it, a bit for each minute since it began in which presence saw them in the room.
    came = models.BooleanField(null=True)
    present = models.BinaryField(default=bytes, blank=True)
    late = models.PositiveSmallIntegerField(default=0)
    # The start that they were reminded of.
    reminded_for = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_attendance_per_person")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.session_id}"
