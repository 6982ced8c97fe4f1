"""Calendar feeds: who may read what under which secret address, and who did. Not here: what they say (feeds)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calendar_sync.ical import Mask
from rooms.models import Room

if TYPE_CHECKING:
    from server.accounts.models import Person

MASKS = [
    (Mask.MENTORING.value, _("“Mentoring” and the time")),
    (Mask.BUSY.value, _("“Busy” and the time")),
    (Mask.FULL.value, _("Everything: title, agenda, with whom, where")),
]


class RoomCalendar(models.Model):
    """Counts the changes of a room's sessions, so that a calendar is known to be fresh without looking at them."""

    room = models.OneToOneField(Room, models.CASCADE, primary_key=True, related_name="calendar")
    version = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return f"calendar of {self.room_id}"


class FeedQuerySet(models.QuerySet["Feed"]):
    def open(self) -> FeedQuerySet:
        """Not revoked, of somebody who is still here and, if it is about one room, still in it."""
        current = models.Q(room=None) | models.Q(
            pk__in=self.model.objects.filter(
                room__memberships__person=models.F("owner"), room__memberships__left_at=None
            ).values("pk")
        )
        return self.filter(current, revoked_at=None, owner__is_active=True)

    def of(self, person: Person) -> FeedQuerySet:
        return self.open().filter(owner=person).select_related("owner").order_by("made_at", "pk")


class Feed(models.Model):
    """One secret address: the sessions of its owner, all or those of one room, told as its mask allows."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feeds")
    room = models.ForeignKey(Room, models.CASCADE, null=True, related_name="feeds")
    mask = models.CharField(max_length=10, choices=MASKS, default=Mask.MENTORING.value)
    alarms = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True)

    objects = FeedQuerySet.as_manager()

    def __str__(self) -> str:
        return f"feed {self.pk}"


class FeedPart(models.Model):
    """What a feed said last of one room, ready to be sent again; sealed as the room is.

    `mark` tells of which state it was made; with another one it is made anew, from the events that stayed the same.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="parts")
    room = models.ForeignKey(Room, models.CASCADE, related_name="+")
    apart = models.BooleanField(default=False)
    mark = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "room", "apart"], name="one_part_per_feed_and_room")]

    def __str__(self) -> str:
        return f"part of {self.feed_id}"


class FeedReader(models.Model):
    """A calendar program, by the name that it gave, that read a feed; addresses are not kept."""

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="readers")
    client = models.CharField(max_length=40)
    mark = models.CharField(max_length=64)
    first_at = models.DateTimeField(db_default=Now(), editable=False)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "client"], name="one_row_per_feed_and_reader")]

    def __str__(self) -> str:
        return f"{self.client} of {self.feed_id}"
