"""Who a person is. Not here: what they may do in a room (rooms.models.Membership)."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Min, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

SYSTEM_ID = uuid.UUID("00000000-0000-4000-8000-000000000001")


class PersonQuerySet(models.QuerySet["Person"]):
    def human(self) -> PersonQuerySet:
        """Everybody but the site itself."""
        return self.exclude(pk=SYSTEM_ID)

    def operators(self) -> PersonQuerySet:
        return self.filter(is_operator=True, is_active=True)

    def matching(self, text: str) -> PersonQuerySet:
        return self.filter(models.Q(name__icontains=text) | models.Q(email__icontains=text))

    def demo_cast(self) -> PersonQuerySet:
        """The seeded persons whom a visitor of the demo may become, pairs first: never anybody with a privilege."""
        pair = Min("memberships", filter=Q(memberships__room__kind="mentorship"))
        cast = self.filter(is_demo=True, is_active=True, is_operator=False)
        return cast.annotate(pair=pair).order_by(F("pair").asc(nulls_last=True), "name")


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]  # a class made at run time
    def create_user(self, email: str, password: str | None = None, **fields: object) -> Person:
        person: Person = self.model(email=email.strip().lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        person: Person = self.get(email=(username or "").strip().lower())
        return person

    def system(self) -> Person:
        """The actor of what the site does by itself; cannot sign in."""
        fields = {"email": "system@site.invalid", "name": "Menteo", "is_active": False, "password": "!"}
        person: Person
        person, _made = self.get_or_create(pk=SYSTEM_ID, defaults=fields)
        return person


class Person(AbstractBaseUser):
    """Somebody who can sign in; the e-mail address is the name to sign in with."""

    class PresenceAudience(models.TextChoices):
        ROOMS = "rooms", _("Everybody in my rooms")
        MENTORSHIPS = "mentorships", _("Only my mentorship rooms")
        NOBODY = "nobody", _("Nobody")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    pronouns = models.CharField(_("pronouns"), max_length=40, blank=True)
    position = models.CharField(_("position"), max_length=80, blank=True)
    court = models.CharField(_("court or office"), max_length=120, blank=True)
    region = models.CharField(_("region"), max_length=80, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    about = models.TextField(_("about"), max_length=1000, blank=True)
    photo = models.ImageField(_("photo"), upload_to="photos/", blank=True)
    presence_audience = models.CharField(
        _("who may see my presence"), max_length=12, choices=PresenceAudience, default=PresenceAudience.ROOMS
    )
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_address_in_any_case")]

    def __str__(self) -> str:
        return self.name or str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("accounts:person", args=[self.pk])

    @property
    def photo_url(self) -> str:
        """Where the photo is shown, or an empty string; changes with the photo, so that it may be cached."""
        name = self.photo_name
        return reverse("accounts:photo", args=[self.pk, name]) if name else ""

    @property
    def photo_name(self) -> str:
        # Asked for as a file it would hold the row and be held by it, until garbage is collected.
        if "photo" not in vars(self):
            self.refresh_from_db(fields=["photo"])
        return Path(str(vars(self)["photo"] or "")).name

    @property
    def roles(self) -> list[tuple[str, str]]:
        """What the person is in their rooms now, with its name, each once; for pages that fetched the memberships."""
        current = (membership for membership in self.memberships.all() if membership.is_current)
        return sorted({(membership.role, membership.get_role_display()) for membership in current})

    @property
    def place(self) -> str:
        """Position and court in one line."""
        return ", ".join(part for part in (self.position, self.court) if part)

    def shows_presence_in(self, room_kind: str) -> bool:
        """Whether the members of a room of this kind may see when this person is here, types, and has read."""
        if self.presence_audience == self.PresenceAudience.MENTORSHIPS:
            return room_kind == "mentorship"
        return self.presence_audience == self.PresenceAudience.ROOMS
