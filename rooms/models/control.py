"""Revocations that every web process must obey within two seconds. Not here: obeying them (rooms.hub.keeper)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Now

from rooms.hints import hint_on_commit

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable


# For how long the web processes look back for orders: longer than any transaction may last.
ORDERS_LAST = timedelta(seconds=30)


class ControlQuerySet(models.QuerySet["Control"]):
    def lately(self, spans: int = 1) -> ControlQuerySet:
        """Orders of the last 30 seconds, or of several times that, by the clock of the database."""
        return self.filter(at__gte=Now() - ORDERS_LAST * spans)

    def given_lately_to(self, people: Iterable[uuid.UUID]) -> list[int]:
        """More than any process may still find new."""
        return list(self.lately(2).filter(person__in=list(people)).values_list("pk", flat=True))


class Control(models.Model):
    """One order to the web processes, written in the transaction of its cause."""

    class Kind(models.TextChoices):
        SIGN_IN_ENDED = "sign_in_ended"
        PERSON_SIGNED_OUT = "person_signed_out"
        ROOMS_CHANGED = "rooms_changed"
        KEY_ERASED = "key_erased"

    kind = models.CharField(max_length=20, choices=Kind)
    sign_in = models.CharField(max_length=64, blank=True)
    person = models.UUIDField(null=True)
    room = models.UUIDField(null=True)
    at = models.DateTimeField(db_default=Now(), editable=False, db_index=True)

    objects = ControlQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


def end_sign_in(sign_in: str) -> None:
    """Close the connections of one sign-in (the SHA-256 of its cookie) everywhere."""
    _order(Control.Kind.SIGN_IN_ENDED, sign_in=sign_in)


def end_sign_ins(person: uuid.UUID) -> None:
    """Close all connections of a person everywhere."""
    _order(Control.Kind.PERSON_SIGNED_OUT, person=person)


def order_key_erased(room: uuid.UUID) -> None:
    """Drop a room's erased key, and the connections' hold on the room, everywhere."""
    _order(Control.Kind.KEY_ERASED, room=room)


def tell_rooms_changed(person: uuid.UUID) -> None:
    """Let a person's connections look again which rooms are theirs."""
    _order(Control.Kind.ROOMS_CHANGED, person=person)


def _order(kind: Control.Kind, **whom: Any) -> None:
    Control.objects.create(kind=kind, **whom)
    hint_on_commit()
