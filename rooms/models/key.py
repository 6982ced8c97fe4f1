"""Wrapped keys of rooms and people, and the mark of the master key. Not here: their use (rooms.vault)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from rooms.models.room import Room


class RoomKey(models.Model):
    """A room's key, wrapped under the master key; deleting the row erases the room's words."""

    room = models.OneToOneField(Room, models.CASCADE, related_name="key")
    no = models.PositiveSmallIntegerField(default=1)
    master = models.CharField(max_length=16)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"key of {self.room_id}"


class PersonKey(models.Model):
    """A person's own key, wrapped likewise, for what nobody else reads; made when it is first needed."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    no = models.PositiveSmallIntegerField(default=1)
    master = models.CharField(max_length=16)
    wrapped = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"key of {self.person_id}"


class VaultMark(models.Model):
    """The fingerprint of the master key that this database was sealed under: a single row."""

    fingerprint = models.CharField(max_length=16)
    made_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_vault_mark")]

    def __str__(self) -> str:
        return self.fingerprint
