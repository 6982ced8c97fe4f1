"""Calendar feeds: who may read what under which secret address, and who did. Not here: what they say (feeds)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from calendar_sync.ical.writing import Mask
from rooms.models import Room

if TYPE_CHECKING:
    from server.accounts.models import Person

MASKS = [
    (Mask.MENTORING.value, _("“Mentoring” and the time")),
    (Mask.BUSY.value, _("“Busy” and the time")),
    (Mask.FULL.value, _("Everything: title, agenda, with whom, where")),
]

# Both by hand: programs ask far more often than anything changes, and building a statement from a query costs several
# times what the database needs for it.
WITH_ROOMS = """
SELECT feed.id, feed.owner_id, feed.room_id, feed.mask, feed.alarms, feed.token_hash, person.time_zone,
    room.id, COALESCE(calendar.version, 0)
FROM calendar_sync_feed AS feed
JOIN {people} AS person ON person.id = feed.owner_id AND person.is_active
LEFT JOIN rooms_membership AS member ON member.person_id = person.id AND member.left_at IS NULL
LEFT JOIN rooms_room AS room ON room.id = member.room_id AND room.kind = 'mentorship'
    AND (feed.room_id IS NULL OR feed.room_id = room.id)
LEFT JOIN calendar_sync_roomcalendar AS calendar ON calendar.room_id = room.id
WHERE feed.token_hash = %s AND feed.revoked_at IS NULL ORDER BY room.id
"""
KEPT_PARTS = """
SELECT part.room_id, part.mark, part.content
FROM calendar_sync_feedpart AS part JOIN calendar_sync_feed AS feed ON feed.id = part.feed_id
WHERE feed.token_hash = %s AND part.apart = %s
"""


class Scope(NamedTuple):
    """A feed with the zone of its owner and the rooms that it may tell of, each with the version of its calendar."""

    feed: Feed
    zone: str
    rooms: tuple[tuple[uuid.UUID, int], ...]


class Kept(NamedTuple):
    """A part as it is stored: of which state, and the sealed content."""

    mark: str
    content: bytes


def as_id(stored: object) -> uuid.UUID:
    """SQLite keeps ids as text."""
    return stored if isinstance(stored, uuid.UUID) else uuid.UUID(str(stored))


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

    def with_rooms(self, token_hash: str) -> Scope | None:
        """The feed of this secret, if its owner is here."""
        people = get_user_model()._meta.db_table  # noqa: SLF001  (documented by Django)
        with connection.cursor() as cursor:
            cursor.execute(WITH_ROOMS.format(people=people), [token_hash])
            rows = cursor.fetchall()
        if not rows:
            return None
        feed_id, owner, only_room, mask, alarms, found_hash, zone, *_room = rows[0]
        feed = self.model(
            id=as_id(feed_id), owner_id=as_id(owner), room_id=only_room and as_id(only_room),
            mask=mask, alarms=bool(alarms), token_hash=found_hash,
        )  # fmt: skip
        return Scope(feed, zone, tuple((as_id(row[-2]), row[-1]) for row in rows if row[-2]))

    def of(self, person: Person) -> FeedQuerySet:
        return self.open().filter(owner=person).order_by("made_at", "pk")


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


class FeedPartQuerySet(models.QuerySet["FeedPart"]):
    def kept_for(self, feed: Feed, *, apart: bool) -> dict[uuid.UUID, Kept]:
        """By their rooms."""
        with connection.cursor() as cursor:
            cursor.execute(KEPT_PARTS, [feed.token_hash, apart])
            return {as_id(room): Kept(mark, bytes(content)) for room, mark, content in cursor.fetchall()}


class FeedPart(models.Model):
    """What a feed said last of one room, ready to be sent again; sealed as the room is.

    `mark` tells of which state it was made; with another one it is made anew, from the events that stayed the same.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="parts")
    room = models.ForeignKey(Room, models.CASCADE, related_name="+")
    apart = models.BooleanField(default=False)
    mark = models.CharField(max_length=64)
    content = models.BinaryField()

    objects = FeedPartQuerySet.as_manager()

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
