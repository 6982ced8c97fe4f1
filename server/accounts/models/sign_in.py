"""A browser that is signed in (or about to be). Not here: starting and ending one (server.accounts.sign_ins)."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from rooms.vault import VaultError, open_site, seal_site

if TYPE_CHECKING:
    from collections.abc import Iterable

    from server.accounts.models.person import Person

PURPOSE = "sign_in"


def sign_in_id(token: str) -> str:
    """What the database knows a cookie by; the cookie's token itself is stored nowhere."""
    return hashlib.sha256(token.encode()).hexdigest()


class SignInQuerySet(models.QuerySet["SignIn"]):
    def open(self) -> SignInQuerySet:
        return self.filter(expires_at__gt=timezone.now())

    def expired(self) -> SignInQuerySet:
        return self.filter(expires_at__lte=timezone.now())

    def of(self, person: Person) -> SignInQuerySet:
        return self.filter(person=person)

    def open_among(self, ids: Iterable[str]) -> set[str]:
        """Those of the ids that are open sign-ins of active persons."""
        return set(self.open().filter(pk__in=set(ids), person__is_active=True).values_list("pk", flat=True))


class SignIn(models.Model):
    """One cookie's row: named by the token's SHA-256, its contents sealed; without a person until they signed in."""

    id = models.CharField(primary_key=True, max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sign_ins")
    contents = models.BinaryField()
    expires_at = models.DateTimeField(db_index=True)

    objects = SignInQuerySet.as_manager()

    def __str__(self) -> str:
        return f"sign-in of {self.person_id}"

    def seal(self, contents: dict[str, Any]) -> None:
        self.contents = seal_site(PURPOSE, self.pk, json.dumps(contents, separators=(",", ":")).encode())

    def read(self) -> dict[str, Any]:
        """What was sealed for this very row, or nothing."""
        try:
            contents: dict[str, Any] = json.loads(open_site(PURPOSE, self.pk, bytes(self.contents)))
        except VaultError:
            return {}
        return contents
