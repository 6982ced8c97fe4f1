"""When somebody wants to be reminded of their sessions. Not here: that they were (Attendance.reminded_at)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

DAY_MINUTES = 24 * 60


class Reminding(models.Model):
    """One person's choice; whoever has none is mailed a day before, and hinted at it in the room. None is never."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="reminding")
    minutes_before = models.PositiveSmallIntegerField(null=True, default=DAY_MINUTES)
    # Whether the room says so too, shortly before; processes of the version before know nothing of it.
    in_room = models.BooleanField(default=True, db_default=True)
    # Whether they are mailed that a session may begin late.
    delays = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"reminding {self.person_id}"
