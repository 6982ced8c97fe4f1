"""The room's log. Not here: the texts that its chat events point at (chat)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from rooms.models import bulk
from rooms.models.room import Room

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    CommandKey = tuple[uuid.UUID, uuid.UUID, str]


COMMAND = ("id", "room_id", "actor_id", "client_id", "seq", "kind", "digest", "subject")


class RoomEventQuerySet(models.QuerySet["RoomEvent"]):
    def after(self, room_id: uuid.UUID, seq: int) -> RoomEventQuerySet:
        return self.filter(room_id=room_id, seq__gt=seq).order_by("seq")

    def by_command(self, keys: Iterable[CommandKey]) -> dict[CommandKey, RoomEvent]:
        """The rows that these commands left, if any; by room, actor and client_id, as the index has it."""
        wanted = list(keys)
        if not wanted:
            return {}
        rooms, actors, client_ids = zip(*wanted, strict=True)
        table, values = bulk.given(("uuid", rooms), ("uuid", actors), ("text", client_ids))
        asked = f"(room_id, actor_id, client_id) IN (SELECT * FROM {table} AS asked)"  # noqa: S608  (nothing but marks)
        return {(row.room_id, row.actor_id, row.client_id): row for row in bulk.read(RoomEvent, COMMAND, asked, values)}


class RoomEvent(models.Model):
    """One accepted durable command or deed, in the order in which the room saw it.

    `inverse` holds what takes it back, sealed as the body is; empty where nothing does.
    """

    # The indexes below begin with the room or the actor: one more of either alone would only cost each send its time.
    # Whoever appends holds the room's row, so it is there: the database would look for it once more for each event.
    room = models.ForeignKey(Room, models.CASCADE, related_name="events", db_index=False, db_constraint=False)
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=32)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    client_id = models.CharField(max_length=36)
    tag = models.CharField(max_length=12)
    digest = models.BinaryField(max_length=16)
    subject = models.UUIDField(null=True)
    at = models.DateTimeField()
    body = models.BinaryField(blank=True)
    inverse = models.BinaryField(blank=True, default=b"")

    objects = RoomEventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "seq"], name="one_event_per_room_and_seq"),
            models.UniqueConstraint(fields=["actor", "room", "client_id"], name="one_event_per_command"),
        ]
        indexes = [models.Index(fields=["room", "subject"])]

    def __str__(self) -> str:
        return f"{self.room_id} #{self.seq} {self.kind}"
