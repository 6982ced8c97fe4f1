"""A person's time, taken: what makes it impossible to be in two sessions at once. Only `booking` writes it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from calendar_sync.models.session import Session

QUANTUM_SECONDS = 300


class Claim(models.Model):
    """One person and one of the five-minute steps since 1970, taken by one session."""

    pk = models.CompositePrimaryKey("person_id", "quantum")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    quantum = models.PositiveIntegerField()
    session = models.ForeignKey(Session, models.CASCADE, related_name="claims")

    def __str__(self) -> str:
        return f"{self.person_id} at {self.quantum}"
