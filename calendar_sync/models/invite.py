"""Invitations by mail: how people want them, and what somebody was sent last. Not here: their answer (Attendance)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Invitee(models.Model):
    """One person under one UID; the token answers for them.

    `sequence` is the highest that their calendar was sent, `told` the highest that a mail told in words alone; None
    before the first.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations_to_sessions")
    uid = models.CharField(max_length=120)
    token_hash = models.CharField(max_length=64, unique=True)
    sequence = models.PositiveIntegerField(null=True)
    told = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "uid"], name="one_invitee_per_person_and_uid")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.uid}"

    @property
    def is_in_calendar(self) -> bool:
        return self.sequence is not None

    @property
    def is_told(self) -> bool:
        """In whichever way."""
        return self.is_in_calendar or self.told is not None


class Delivery(models.Model):
    """How one person wants mails about sessions; whoever chose nothing gets what fits."""

    class Way(models.TextChoices):
        FITTING = "fitting", _("With an invitation, unless a calendar reads a feed of mine")
        ALWAYS = "always", _("Always with an invitation, beside any feed")
        WORDS = "words", _("In words alone, since a feed shows me everything")

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="delivery")
    way = models.CharField(max_length=10, choices=Way)

    def __str__(self) -> str:
        return f"delivery to {self.person_id}"
