"""The pieces of a room's goal board, one table for all kinds. Not here: their shapes (rooms.protocol.pieces) and rules.

One table, because a board is read whole and changed piece by piece: any page of it is one statement, and making,
changing, undoing and erasing are the same for every kind. What people write and measure stands sealed in `words`; in
clear stand the structure, the states, persons and times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from rooms.models.room import Room

if TYPE_CHECKING:
    import uuid


class PieceQuerySet(models.QuerySet["Piece"]):
    def of_kind(self, room: Room, kind: str) -> PieceQuerySet:
        return self.filter(room=room, kind=kind)

    def page(self, room: Room, after: uuid.UUID | None, size: int) -> list[Piece]:
        rows = self.filter(room=room, pk__gt=after) if after else self.filter(room=room)
        return list(rows.order_by("pk")[:size])


class Piece(models.Model):
    """A column, a goal, or something inside a goal.

    `version` is the seq of the event that last touched it, `born` of the one that made it, `stamps` by field of the one
    that last set the field, and `sealed_at` of the one whose words it holds.
    """

    class Kind(models.TextChoices):
        COLUMN = "column"
        GOAL = "goal"
        MILESTONE = "milestone"
        TASK = "task"
        CHECK_IN = "check_in"
        EVIDENCE = "evidence"
        LINK = "link"
        SCALE = "scale"

    id = models.UUIDField(primary_key=True, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="pieces")
    kind = models.CharField(max_length=10, choices=Kind)
    goal = models.ForeignKey("self", models.CASCADE, null=True, related_name="inside")
    version = models.PositiveBigIntegerField()
    born = models.PositiveBigIntegerField()
    sealed_at = models.PositiveBigIntegerField()
    stamps = models.JSONField(default=dict)
    state = models.CharField(max_length=10, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    column = models.UUIDField(null=True)
    position = models.CharField(max_length=40, blank=True)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, db_index=False, related_name="+")
    moved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # When the worker looks whether a check-in is due; a goal that asks for none is looked at once.
    look_at = models.DateTimeField(null=True, db_index=True)
    words = models.BinaryField()

    objects = PieceQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["room", "column"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def stamp(self, field: str) -> int:
        """The seq of the event that last set this field."""
        return int(self.stamps.get(field, self.born))
