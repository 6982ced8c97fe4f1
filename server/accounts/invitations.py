"""Inviting people to this site by e-mail, and accepting. Not here: invitations into a room (rooms.members)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from server.accounts import mail
from server.accounts.models import Person, SiteInvitation

if TYPE_CHECKING:
    from collections.abc import Iterable

TOKEN_BYTES = 32
OPEN_DAYS = 14
OPERATOR_OPEN_DAYS = 1


@dataclass
class Invited:
    """What became of a list of addresses."""

    sent: list[str] = field(default_factory=list)
    already_here: list[str] = field(default_factory=list)


def invite(addresses: Iterable[str], *, by: Person | None) -> Invited:
    """Mail an invitation to each address that has no person yet; inviting again ends the former invitation."""
    result = Invited()
    with transaction.atomic():
        for address in dict.fromkeys(map(str.lower, addresses)):
            if has_person(address):
                result.already_here.append(address)
                continue
            token = issue(address, by=by, days=OPEN_DAYS)
            send_invitation(address, token, by=by)
            result.sent.append(address)
    return result


def issue(address: str, *, by: Person | None, days: int, makes_operator: bool = False) -> str:
    """A new invitation in place of any former one; only its token's hash is stored."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = timezone.now()
    SiteInvitation.objects.pending().filter(email=address).update(revoked_at=now)
    SiteInvitation.objects.create(
        email=address,
        token_hash=token_hash(token),
        invited_by=by,
        makes_operator=makes_operator,
        expires_at=now + timedelta(days=days),
    )
    return token


def revoke(invitation_id: int) -> bool:
    """False when it was used or revoked already."""
    return SiteInvitation.objects.pending().filter(pk=invitation_id).update(revoked_at=timezone.now()) == 1


def find_open(token: str) -> SiteInvitation | None:
    return SiteInvitation.objects.open().filter(token_hash=token_hash(token)).first()


def accept(invitation_id: int, *, name: str, password: str, time_zone: str) -> Person | None:
    """The new person with a verified address, or None when the invitation was used, revoked or outlived meanwhile."""
    with transaction.atomic():
        invitation = SiteInvitation.objects.open().select_for_update().filter(pk=invitation_id).first()
        if invitation is None or has_person(invitation.email):
            return None
        invitation.used_at = timezone.now()
        invitation.save(update_fields=["used_at"])
        person = Person.objects.create_user(
            invitation.email, password, name=name, time_zone=time_zone, is_operator=invitation.makes_operator
        )
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def has_person(address: str) -> bool:
    """Whether the address is somebody's already, be it as a verified second one."""
    verified = EmailAddress.objects.filter(email=address, verified=True)
    return Person.objects.filter(email=address).exists() or bool(verified.exists())


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_url(token: str) -> str:
    return f"{settings.SITE_URL}{reverse('accounts:invitation', args=[token])}"


def send_invitation(address: str, token: str, *, by: Person | None) -> None:
    context = {"url": invitation_url(token), "inviter": by.name if by else "", "days": OPEN_DAYS}
    mail.send("accounts/email/invitation", address, context)
