"""How often the people of a room mean to meet. Not here: what is left of it (pacing)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from rooms.models import Room

MOST_SESSIONS = 52
MOST_WEEKS = 104


class Cadence(models.Model):
    """So many sessions in so many weeks, from a day on."""

    room = models.OneToOneField(Room, models.CASCADE, primary_key=True, related_name="cadence")
    count = models.PositiveSmallIntegerField()
    weeks = models.PositiveSmallIntegerField()
    begins_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=MOST_SESSIONS, weeks__gte=1, weeks__lte=MOST_WEEKS),
                name="cadences_have_sessions_and_weeks",
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} in {self.weeks} weeks"
