"""Messages and reactions; the one place where a text lives. Not here: who may write one (rooms.chat)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from rooms.models.room import Room

if TYPE_CHECKING:
    from collections.abc import Iterable


class MessageQuerySet(models.QuerySet["Message"]):
    def page_before(self, room: Room, no: int, size: int) -> list[Message]:
        """Up to size messages older than number no, oldest first."""
        rows = self.filter(room=room, no__lt=no).order_by("-no")[:size]
        return list(reversed(rows))

    def in_room(self, room: Room, ids: Iterable[uuid.UUID]) -> list[Message]:
        return list(self.filter(room=room, pk__in=set(ids)).order_by("no"))


class Message(models.Model):
    """What somebody said in a room; deleting leaves the row as a tombstone without its text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # Held to by the room's lock, as its events are.
    room = models.ForeignKey(Room, models.CASCADE, related_name="messages", db_index=False, db_constraint=False)
    no = models.PositiveBigIntegerField()
    seq = models.PositiveBigIntegerField()
    client_id = models.CharField(max_length=36)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.BinaryField(blank=True)
    version = models.PositiveIntegerField(default=1)
    reply_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    # What was just sealed, in memory alone, for the frame that tells of it.
    words: str | None = None

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "no"], name="one_message_per_room_and_number")]
        # Most messages answer none and are never taken away: these need not be entered when they are sent.
        indexes = [
            models.Index(fields=["reply_to"], condition=Q(reply_to__isnull=False), name="messages_that_reply"),
            models.Index(fields=["deleted_by"], condition=Q(deleted_by__isnull=False), name="messages_taken_away"),
        ]

    def __str__(self) -> str:
        return f"{self.room_id} message {self.no}"


class Reaction(models.Model):
    """One person's emoji on one message; the digest keeps it unique while the emoji itself may be sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=16)
    emoji = models.BinaryField()
    seq = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person", "digest"], name="one_reaction_per_person_and_emoji")
        ]

    def __str__(self) -> str:
        return f"reaction {self.pk}"
