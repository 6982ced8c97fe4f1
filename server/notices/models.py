"""Mail on its way out, and the demo's letter box. Not here: building a mail (mail) and sending it (delivery)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

LEASE = timedelta(minutes=5)
# How long to wait after the first, second, ... failed attempt; after the last one the mail is given up.
WAITS = [timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12)]


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> OutgoingMailQuerySet:
        return self.filter(sent_at=None, failed_at=None)

    def due(self, now: datetime) -> OutgoingMailQuerySet:
        """Whose time has come, and which no living worker holds."""
        free = Q(lease_until=None) | Q(lease_until__lt=now)
        return self.waiting().filter(free, due_at__lte=now).order_by("due_at")

    def claim(self, now: datetime, size: int) -> list[OutgoingMail]:
        """Take up to size due mails; the lease ends by itself, so a worker that dies loses none of them."""
        with transaction.atomic():
            rows = self.due(now).select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
            ids = [mail.pk for mail in rows.only("pk")[:size]]
            self.filter(pk__in=ids).update(lease_until=now + LEASE, attempts=F("attempts") + 1)
        return list(self.filter(pk__in=ids).order_by("due_at"))

    def release(self, ids: Iterable[uuid.UUID]) -> None:
        """Give back what was claimed and not tried."""
        self.waiting().filter(pk__in=ids).update(lease_until=None, attempts=F("attempts") - 1)


class OutgoingMail(models.Model):
    """One mail to send: a due row, whose letter is sealed and emptied once it was sent or given up."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    letter = models.BinaryField(blank=True)
    due_at = models.DateTimeField(db_default=Now(), db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=60, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    def __str__(self) -> str:
        return f"mail {self.pk}"

    def mark_sent(self, now: datetime) -> None:
        self.sent_at, self.letter, self.lease_until = now, b"", None
        self.save(update_fields=["sent_at", "letter", "lease_until"])

    def mark_failed(self, now: datetime, failure: str, *, for_good: bool) -> None:
        """Wait longer each time; give up after the last wait, or at once when the refusal is for good."""
        self.failure, self.lease_until = failure, None
        if for_good or self.attempts > len(WAITS):
            self.failed_at, self.letter = now, b""
        else:
            self.due_at = now + WAITS[self.attempts - 1]
        self.save(update_fields=["failure", "lease_until", "failed_at", "letter", "due_at"])


class DemoMail(models.Model):
    """A mail that the demo delivered to its own readable letter box instead of sending it."""

    at = models.DateTimeField(db_default=Now(), editable=False)
    to = models.CharField(max_length=320)
    subject = models.CharField(max_length=200)
    text = models.TextField()

    def __str__(self) -> str:
        return f"demo mail {self.pk}"


class WorkerBeat(models.Model):
    """When a worker last came round; one row, so that the site can tell whether anybody works."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"worker seen {self.at}"
