"""Starting a sign-in, and ending it in every process at once. Not here: how it is stored (sessions)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth import login
from django.db import transaction
from django.utils import timezone

from rooms.models.control import end_sign_in, end_sign_ins
from server.accounts.browsers import browser_name
from server.accounts.models.sign_in import SignIn

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable

    from django.http import HttpRequest

    from server.accounts.models.person import Person
    from server.accounts.models.sign_in import SignInQuerySet

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
DEVICE = "device"
SEEN_EVERY_SECONDS = 3600


@dataclass(frozen=True)
class Device:
    """An open sign-in as its owner sees it."""

    id: str
    is_current: bool
    browser: str
    address: str
    began_at: datetime
    seen_at: datetime


def begin(request: HttpRequest, person: Person, *, address: str) -> None:
    """Sign the person in with this browser; the cookie gets a new token."""
    login(request, person, BACKEND)
    now = timezone.now().isoformat()
    agent = request.headers.get("User-Agent", "")
    request.session[DEVICE] = {"began": now, "seen": now, "address": address, "browser": browser_name(agent)}


def note_seen(request: HttpRequest) -> None:
    """Renew row and cookie of a browser in use, at most once in SEEN_EVERY_SECONDS."""
    device = request.session.get(DEVICE)
    now = timezone.now()
    if device and (now - datetime.fromisoformat(device["seen"])).total_seconds() >= SEEN_EVERY_SECONDS:
        request.session[DEVICE] = {**device, "seen": now.isoformat()}


def devices(person: Person, current: str) -> list[Device]:
    """The person's open sign-ins, this one first, then by last use."""
    rows = [describe(row, current) for row in SignIn.objects.of(person).open()]
    return sorted(rows, key=lambda device: (not device.is_current, -device.seen_at.timestamp()))


def describe(row: SignIn, current: str) -> Device:
    device = row.read().get(DEVICE, {})
    return Device(
        id=row.pk,
        is_current=row.pk == current,
        browser=device.get("browser", ""),
        address=device.get("address", ""),
        began_at=datetime.fromisoformat(device["began"]) if device else row.expires_at,
        seen_at=datetime.fromisoformat(device["seen"]) if device else row.expires_at,
    )


def open_sign_ins(ids: Iterable[str]) -> set[str]:
    """Those of the sign-ins that still stand; what is missing must lose its connection."""
    return SignIn.objects.open_among(ids)


def sign_in_is_open(sign_in: str, person_id: uuid.UUID) -> bool:
    return SignIn.objects.open().filter(pk=sign_in, person=person_id, person__is_active=True).exists()


def end(rows: SignInQuerySet) -> int:
    """Delete these rows and tell every process; says how many were somebody's."""
    with transaction.atomic():
        signed_in = list(rows.exclude(person=None).values_list("pk", flat=True))
        for sign_in in signed_in:
            end_sign_in(sign_in)
        rows.delete()
    return len(signed_in)


def end_others(person: Person, *, keep: str) -> int:
    """End all sign-ins of the person but the one in whose browser they are."""
    return end(SignIn.objects.of(person).exclude(pk=keep))


def end_all(person: Person) -> None:
    """End every sign-in of the person and close every connection of theirs."""
    with transaction.atomic():
        SignIn.objects.of(person).delete()
        end_sign_ins(person.pk)
