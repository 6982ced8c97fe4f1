"""Another time that somebody proposes, from their calendar or on the session's page. Not here: moving there."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from calendar_sync.models.session import Session


class Proposal(models.Model):
    """The newest one of each person for a session; gone once the session is moved, or starts."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="proposals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "person"], name="one_proposal_per_person")]

    def __str__(self) -> str:
        return f"proposal for {self.session_id}"
