"""Notes and the numbered updates that make them up. Not here: what an update may hold (rooms.notes)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from rooms.models.room import Room

if TYPE_CHECKING:
    from rooms.models.room import Membership


class NoteQuerySet(models.QuerySet["Note"]):
    def for_member(self, member: Membership, name: str) -> NoteQuerySet:
        """The room's note, the member's own, or that of a session."""
        return self.filter(room=member.room_id, person=owner_of(member, name), subject=subject_of(name))

    def for_key(self, room: str, person: str, name: str) -> NoteQuerySet:
        """The same by ids; a private note has a person."""
        owner = uuid.UUID(person) if person else None
        return self.filter(room=uuid.UUID(room), person=owner, subject=subject_of(name))

    def worth_compacting(self, updates: int) -> NoteQuerySet:
        """Many updates stand behind the last whole one."""
        return self.filter(head__gte=F("base") + updates)


class Note(models.Model):
    """A text that several write at once; its words stand in its updates."""

    class Kind(models.TextChoices):
        ROOM = "room"
        SESSION = "session"
        PRIVATE = "private"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    room = models.ForeignKey(Room, models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=12, choices=Kind)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    # What it is about, where that is no room and no person: the id of a session, which rooms do not know.
    subject = models.UUIDField(null=True)
    head = models.PositiveBigIntegerField(default=0)
    tag = models.CharField(max_length=12, blank=True)
    base = models.PositiveBigIntegerField(default=0)
    size = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="private", person__isnull=False) | (~Q(kind="private") & Q(person=None)),
                name="private_notes_have_owners_others_none",
            ),
            models.CheckConstraint(
                condition=Q(kind="session", subject__isnull=False) | (~Q(kind="session") & Q(subject=None)),
                name="notes_of_sessions_say_which",
            ),
            models.UniqueConstraint(fields=["room"], condition=Q(kind="room"), name="one_note_per_room"),
            models.UniqueConstraint(
                fields=["room", "subject"], condition=Q(kind="session"), name="one_note_per_session"
            ),
            models.UniqueConstraint(
                fields=["room", "person"], condition=Q(kind="private"), name="one_private_note_per_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} note of {self.room_id}"

    @property
    def is_private(self) -> bool:
        return self.kind == self.Kind.PRIVATE

    @property
    def name(self) -> str:
        """As it is asked for."""
        return str(self.subject or self.kind)


class NoteUpdate(models.Model):
    """One stored change of a note; a whole one stands for all up to its number."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="updates")
    no = models.PositiveBigIntegerField()
    tag = models.CharField(max_length=12)
    is_whole = models.BooleanField(default=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "no"], name="one_update_per_note_and_number")]

    def __str__(self) -> str:
        return f"update {self.no} of {self.note_id}"


def owner_of(member: Membership, name: str) -> uuid.UUID | None:
    """Whose note a member means by this name; nobody's alone when it is the room's."""
    return member.person_id if name == Note.Kind.PRIVATE else None


def subject_of(name: str) -> uuid.UUID | None:
    return None if name in (Note.Kind.ROOM, Note.Kind.PRIVATE) else uuid.UUID(name)


def kind_of(name: str) -> str:
    return Note.Kind.SESSION if subject_of(name) else name
