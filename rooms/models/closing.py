"""How a mentorship rests or ends: pauses, proposals to close, and what each member says to one. Not here: the rules."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from rooms.models.room import Room

if TYPE_CHECKING:
    from datetime import date, datetime


class PauseQuerySet(models.QuerySet["Pause"]):
    def under_way(self) -> PauseQuerySet:
        return self.filter(ended_at=None)

    def over(self, today: date) -> PauseQuerySet:
        """Whose day has come."""
        return self.under_way().filter(until__lte=today).order_by("until")


class Pause(models.Model):
    """A time in which a mentorship rests; why, if anything was said, stands sealed in `words`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="pauses")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    words = models.BinaryField()
    at = models.DateTimeField()
    until = models.DateField(null=True, db_index=True)
    ended_at = models.DateTimeField(null=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room"], condition=Q(ended_at=None), name="one_pause_at_a_time"),
        ]

    def __str__(self) -> str:
        return f"pause of {self.room_id}"


class ClosingQuerySet(models.QuerySet["Closing"]):
    def standing(self) -> ClosingQuerySet:
        return self.filter(withdrawn_at=None)

    def due(self, now: datetime) -> ClosingQuerySet:
        """Whose notice has run out."""
        return self.standing().filter(closed_at=None, ends_at__lte=now).order_by("ends_at")


class Closing(models.Model):
    """A proposal to close a room, and the room's last words once it is closed.

    `version` counts its wordings: a signature is for one of them. `ends_at` is when the oldest notice runs out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="closings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)
    words = models.BinaryField()
    at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, db_index=True)
    withdrawn_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room"], condition=Q(withdrawn_at=None), name="one_proposal_to_close"),
        ]

    def __str__(self) -> str:
        return f"closing of {self.room_id}"


class Voice(models.Model):
    """What one member says to a proposal, sealed in `words`; since when they have signed it, and have given notice."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    closing = models.ForeignKey(Closing, models.CASCADE, related_name="voices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=0)
    words = models.BinaryField(blank=True)
    objects_to_it = models.BooleanField(default=False)
    signed_at = models.DateTimeField(null=True)
    notice_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closing", "person"], name="one_voice_per_member")]

    def __str__(self) -> str:
        return f"voice of {self.person_id}"
