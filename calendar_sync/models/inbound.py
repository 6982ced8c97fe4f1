"""How reading the site's mailbox went last, for operators. Not here: the mail, of which nothing is kept."""

from __future__ import annotations

from django.db import models


class MailboxState(models.Model):
    """One row. `trouble` is the type of the last fault, empty once it was read again."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    read_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=60, blank=True)
    troubled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "state of the mailbox"
