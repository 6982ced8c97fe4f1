"""The mark of the key that signs cookies and forms. Not here: comparing it (server.accounts.signing)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class SigningMark(models.Model):
    """What the site's SECRET_KEY makes of a fixed text: a single row."""

    check_value = models.CharField(max_length=64)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_signing_mark")]

    def __str__(self) -> str:
        return "mark of the signing key"
