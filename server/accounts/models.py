"""Who a person is. Not here: what they may do in a room (rooms.models.Membership)."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> Person:
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
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

    def __str__(self) -> str:
        return self.name or str(self.id)
