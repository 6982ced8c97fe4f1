"""The mark of a demo database. Not here: what it forbids (server.accounts.demo)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now


class DemoMark(models.Model):
    """Its one row says that this database was filled with invented people and is for nobody real."""

    made_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return "demo database"
