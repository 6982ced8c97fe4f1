"""What an operator does to a person: deactivate, reactivate, appoint. Not here: inviting people (invitations)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from rooms.models import Invitation, Membership
from server.accounts import sign_ins
from server.accounts.models import SYSTEM_ID, Person

if TYPE_CHECKING:
    import uuid


class NotAllowed(Exception):  # noqa: N818  (the word of the house: a refusal is an answer, not a fault)
    """Why an operator may not do this; the sentence is for them."""


def deactivate(person_id: uuid.UUID, *, by: Person) -> Person:
    """The person can no longer sign in, and every browser of theirs is signed out now; what they wrote stays."""
    with transaction.atomic():
        person = locked(person_id)
        if person == by:
            raise NotAllowed(_("You cannot deactivate yourself. Ask another operator."))
        person.is_active = False
        person.is_operator = False
        person.save(update_fields=["is_active", "is_operator"])
        sign_ins.end_all(person)
    return person


def reactivate(person_id: uuid.UUID) -> Person:
    with transaction.atomic():
        person = locked(person_id)
        person.is_active = True
        person.save(update_fields=["is_active"])
    return person


def appoint_operator(person_id: uuid.UUID) -> Person:
    with transaction.atomic():
        person = locked(person_id)
        if not person.is_active:
            raise NotAllowed(_("This person is deactivated. Reactivate them first."))
        if person.is_demo:
            raise NotAllowed(_("Nobody in a demo can be an operator."))
        person.is_operator = True
        person.save(update_fields=["is_operator"])
    return person


def dismiss_operator(person_id: uuid.UUID, *, by: Person) -> Person:
    with transaction.atomic():
        person = locked(person_id)
        if person == by:
            raise NotAllowed(_("You cannot end your own appointment. Ask another operator."))
        person.is_operator = False
        person.save(update_fields=["is_operator"])
    return person


def locked(person_id: uuid.UUID) -> Person:
    """The person's row until the transaction ends; the site itself is nobody's to change."""
    person: Person = Person.objects.select_for_update().exclude(pk=SYSTEM_ID).get(pk=person_id)
    return person


def may_see(viewer: Person, person: Person) -> bool:
    """Whether the two meet in a room where the viewer is now (former members stay known), or one invites the other."""
    if viewer == person:
        return True
    mine = Membership.objects.filter(person=viewer, left_at=None)
    if Membership.objects.filter(person=person, room__in=mine.values("room")).exists():
        return True
    moderated = mine.filter(role=Membership.Role.MODERATOR).values("room")
    asked = Q(person=person, room__in=moderated) | Q(person=viewer, invited_by=person)
    return Invitation.objects.filter(asked).exists()
