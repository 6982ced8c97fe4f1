"""Invitations into a group room that is not open. Not here: sending the mail (server.accounts)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from rooms.models.room import Room


class Invitation(models.Model):
    """A person asked into a group room by a moderator; accepting or declining deletes it."""

    room = models.ForeignKey(Room, models.CASCADE, related_name="invitations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="room_invitations")
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "person"], name="one_invitation_per_person_and_room")]

    def __str__(self) -> str:
        return f"{self.person_id} asked into {self.room_id}"
