"""Invitations by mail: what somebody was sent last of a session or series. Not here: their answer (Attendance)."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Invitee(models.Model):
    """One person under one UID. `sequence` is the last one sent, None before the first; the token answers for them."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations_to_sessions")
    uid = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    sequence = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "uid"], name="one_invitee_per_person_and_uid")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.uid}"
