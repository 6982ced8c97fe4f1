"""Calendars of elsewhere that say when a mentor is busy. Not here: fetching and reading them (busy, fetching)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from calendar_sync.busy.troubles import Trouble

if TYPE_CHECKING:
    from datetime import datetime

# Longer than the slowest fetch and the slowest reading together.
LEASE = timedelta(minutes=5)


class BusySourceQuerySet(models.QuerySet["BusySource"]):
    def due(self, now: datetime) -> BusySourceQuerySet:
        """Whose time has come, and which no living worker holds."""
        return self.filter(Q(lease_until=None) | Q(lease_until__lt=now), due_at__lte=now).order_by("due_at")

    def claim(self, now: datetime) -> BusySource | None:
        """Take the one that has waited longest; the lease ends by itself."""
        with transaction.atomic():
            skip = connection.features.has_select_for_update_skip_locked
            row = self.due(now).select_for_update(skip_locked=skip).first()
            if row:
                row.lease_until = now + LEASE
                row.save(update_fields=["lease_until"])
        return row


class BusySource(models.Model):
    """One such calendar. Its address is as good as a password: it is sealed, and so is the mark of what came last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="busy_sources")
    url = models.BinaryField()
    mark = models.BinaryField(blank=True)
    added_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    lease_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    good_at = models.DateTimeField(null=True)
    # When the blocks were made: they reach so far ahead, whether the calendar changes or not.
    read_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    trouble = models.CharField(max_length=12, blank=True)

    objects = BusySourceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"busy source {self.pk}"

    @property
    def sentence(self) -> str:
        """What is wrong with it."""
        return str(Trouble(self.trouble).sentence) if self.trouble else ""


class BusyBlock(models.Model):
    """A time in which its owner is busy, and nothing else about it."""

    source = models.ForeignKey(BusySource, models.CASCADE, related_name="blocks")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["source", "starts_at"])]

    def __str__(self) -> str:
        return f"busy {self.starts_at:%Y-%m-%d}"
