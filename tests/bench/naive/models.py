"""The one table of the tutorial's chat."""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """What somebody said in a room."""

    room = models.CharField(max_length=40, db_index=True)
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"message {self.pk}"
