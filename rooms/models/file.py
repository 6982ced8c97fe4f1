"""Files of rooms: the row of each. Not here: their bytes, which lie sealed in the private storage (rooms.files)."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q, Sum
from django.db.models.functions import Now
from django.utils import timezone

from rooms.models.room import Room

if TYPE_CHECKING:
    from datetime import datetime

# Servers and proxies keep larger bodies in temporary files, in clear; this much they hold in memory.
CHUNK_BYTES = 64 * 1024
UNATTACHED_KEPT = timedelta(days=1)


class FileQuerySet(models.QuerySet["File"]):
    def here(self) -> FileQuerySet:
        """But for those whose bytes are about to go."""
        return self.filter(gone_at=None)

    def ready(self) -> FileQuerySet:
        return self.here().exclude(finished_at=None)

    def stored_bytes(self) -> int:
        """What these files take up, or will when their uploads are through."""
        return self.here().aggregate(total=Sum("size"))["total"] or 0

    def useless(self, now: datetime) -> FileQuerySet:
        """Cut off or left over for a day, or of a room whose key was erased."""
        left_over = Q(attached_at=None, at__lt=now - UNATTACHED_KEPT)
        return self.here().filter(left_over | Q(room__kind=Room.Kind.MENTORSHIP, room__key=None))

    def let_go(self) -> int:
        """Nobody can open these any more; the worker deletes their bytes, then their rows."""
        return self.here().update(gone_at=timezone.now(), name=b"")


class File(models.Model):
    """One file in a room, put there chunk by chunk; its name and bytes are sealed as the room's words are.

    `at` is when it was begun, or else when it was taken from what it belonged to.
    """

    class Kind(models.TextChoices):
        JPEG = "jpeg"
        PNG = "png"
        WEBP = "webp"
        GIF = "gif"
        OTHER = "other"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="files")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.BinaryField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.OTHER)
    size = models.PositiveBigIntegerField()
    received = models.PositiveIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    attached_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = FileQuerySet.as_manager()

    def __str__(self) -> str:
        return f"file {self.pk}"

    @property
    def chunks(self) -> int:
        return -(-self.size // CHUNK_BYTES)

    @property
    def is_image(self) -> bool:
        return self.kind != self.Kind.OTHER

    def bytes_of_chunk(self, no: int) -> int:
        return min(CHUNK_BYTES, self.size - no * CHUNK_BYTES)
