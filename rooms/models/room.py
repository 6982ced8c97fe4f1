"""A room and who is in it. Not here: what is said there (chat) and how it is recorded (event)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rooms.models import bulk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.accounts.models import Person

    Seat = tuple[uuid.UUID, uuid.UUID]


# What verbs look at. To read a moment costs as much as all other columns of a row.
OUTLINE = ("id", "kind", "title", "purpose", "is_open", "epoch", "head", "message_no", "closed_at")
STANDING = ("id", "room_id", "person_id", "role", "read_no", "left_at", "removed")


def random_epoch() -> str:
    return uuid.uuid4().hex[:12]


class RoomQuerySet(models.QuerySet["Room"]):
    def lock(self, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Room]:
        """The rooms by id, locked until the transaction ends; in id order, so that no two batches deadlock."""
        wanted = set(ids)
        if not wanted:
            return {}
        table, values = bulk.given(("uuid", list(wanted)))
        lock = "FOR NO KEY UPDATE OF rooms_room" if connection.vendor == "postgresql" else ""
        among = f"id IN (SELECT * FROM {table} AS asked)"  # noqa: S608  (nothing but marks)
        return {room.pk: room for room in bulk.read(Room, OUTLINE, f"{among} ORDER BY id {lock}", values)}

    def store_heads(self, rooms: Iterable[Room]) -> None:
        """Move these locked rooms to the heads that they have in memory, in one statement."""
        bulk.update(list(rooms), "head", "message_no", now="moved_at")

    def open_to_join(self) -> RoomQuerySet:
        return self.filter(kind=Room.Kind.GROUP, is_open=True, closed_at=None)

    def listed_for(self, person: Person) -> RoomQuerySet:
        """The open rooms but for those that put the person out, with `member_count` and `is_mine`."""
        own = Membership.objects.filter(room=OuterRef("pk"), person=person)
        return (
            self.open_to_join()
            .annotate(
                member_count=Count("memberships", filter=Q(memberships__left_at=None)),
                is_mine=Exists(own.filter(left_at=None)),
            )
            .filter(~Exists(own.filter(removed=True)))
        )


class Room(models.Model):
    """A mentorship room (sealed, two to eight members) or a group room."""

    class Kind(models.TextChoices):
        MENTORSHIP = "mentorship", _("Mentorship")
        GROUP = "group", _("Group")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    title = models.CharField(max_length=80, blank=True)
    purpose = models.CharField(max_length=200, blank=True)
    is_open = models.BooleanField(default=False)
    epoch = models.CharField(max_length=12, default=random_epoch, editable=False)
    head = models.PositiveBigIntegerField(default=0, editable=False)
    message_no = models.PositiveBigIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    moved_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="group", title__gt="") | Q(kind="mentorship", title="", purpose="", is_open=False),
                name="group_rooms_have_titles_mentorship_rooms_none",
            )
        ]

    def __str__(self) -> str:
        return self.title or str(self.pk)

    @property
    def is_sealed(self) -> bool:
        return self.kind == self.Kind.MENTORSHIP


class MembershipQuerySet(models.QuerySet["Membership"]):
    def current(self) -> MembershipQuerySet:
        return self.filter(left_at=None)

    def of(self, person: Person) -> MembershipQuerySet:
        return self.current().filter(person=person).select_related("room")

    def by_seat(self, seats: Iterable[Seat]) -> dict[Seat, Membership]:
        """Memberships by room and person, former ones too."""
        wanted = list(seats)
        if not wanted:
            return {}
        rooms, people = zip(*wanted, strict=True)
        table, values = bulk.given(("uuid", rooms), ("uuid", people))
        asked = f"(room_id, person_id) IN (SELECT * FROM {table} AS asked)"  # noqa: S608  (nothing but marks)
        return {(row.room_id, row.person_id): row for row in bulk.read(Membership, STANDING, asked, values)}

    def store_read_marks(self, members: Iterable[Membership]) -> None:
        """Move these members of locked rooms to the marks that they have in memory, in one statement."""
        bulk.update(list(members), "read_no")


class Membership(models.Model):
    """The entry ticket: who holds a current one is in the room."""

    class Role(models.TextChoices):
        MENTOR = "mentor", _("Mentor")
        MENTEE = "mentee", _("Mentee")
        OBSERVER = "observer", _("Observer")
        MODERATOR = "moderator", _("Moderator")
        MEMBER = "member", _("Member")

    room = models.ForeignKey(Room, models.CASCADE, related_name="memberships", db_index=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", db_index=False)
    role = models.CharField(max_length=12, choices=Role)
    read_no = models.PositiveBigIntegerField(default=0)
    joined_at = models.DateTimeField(db_default=Now(), editable=False)
    left_at = models.DateTimeField(null=True, blank=True)
    removed = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "person"], name="one_membership_per_person_and_room"),
        ]
        indexes = [models.Index(fields=["person", "left_at"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.room_id}"

    @property
    def is_current(self) -> bool:
        return self.left_at is None

    @property
    def may_moderate(self) -> bool:
        return self.role == self.Role.MODERATOR and self.is_current

    @property
    def unread(self) -> int:
        return max(0, self.room.message_no - self.read_no)

    def mark_read(self, no: int) -> bool:
        """Move the read mark forward, never back; False when it stood there already."""
        rows = Membership.objects.filter(pk=self.pk, read_no__lt=no)
        return rows.update(read_no=no) == 1
