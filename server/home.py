"""What waits for a person on the signed-in home; a later feature adds its own function to WAITING.

Not here: the rooms themselves, which every page reads for its rooms list.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from calendar_sync.cadence.cadence import unpublished, without_a_session
from calendar_sync.sessions.reading import waiting_for
from rooms.models import Invitation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from server.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits, drawn by `template`; `subject` is what that template speaks of."""

    template: str
    subject: object


@dataclass(frozen=True, slots=True)
class Advice:
    """Something to do for one's own account."""

    icon: str
    title: str
    text: str
    url: str
    action: str


def what_waits(person: Person) -> list[Matter]:
    return [matter for look in WAITING for matter in look(person)]


def room_invitations(person: Person) -> Iterable[Matter]:
    asked = Invitation.objects.filter(person=person).select_related("room", "invited_by").order_by("pk")
    return [Matter("rooms/_invitation.html", invitation) for invitation in asked]


def session_requests(person: Person) -> Iterable[Matter]:
    return [Matter("calendar_sync/_asked.html", line) for line in waiting_for(person, timezone.now())]


def sessions_to_plan(person: Person) -> Iterable[Matter]:
    return [Matter("calendar_sync/_unplanned.html", member) for member in without_a_session(person, timezone.now())]


def unpublished_times(person: Person) -> Iterable[Matter]:
    if unpublished(person):
        advice = Advice(
            icon="calendar",
            title=_("Say when you can be met"),
            text=_("Your mentees can book sessions once you have."),
            url=reverse("calendar:availability"),
            action=_("Availability"),
        )
        yield Matter("home/_advice.html", advice)


def unverified_address(person: Person) -> Iterable[Matter]:
    for address in EmailAddress.objects.filter(user=person, verified=False):
        text = _("Enter the code from the mail sent to %(address)s, or ask for a new one.")
        advice = Advice(
            icon="mail",
            title=_("Confirm your e-mail address"),
            text=text % {"address": address.email},
            url=reverse("account_email"),
            action=_("E-mail addresses"),
        )
        yield Matter("home/_advice.html", advice)


def missing_second_factor(person: Person) -> Iterable[Matter]:
    if not is_mfa_enabled(person):
        advice = Advice(
            icon="shield-check",
            title=_("Protect your account with a second step"),
            text=_("A passkey or a code from your phone keeps others out, even if somebody learns your password."),
            url=reverse("accounts:security"),
            action=_("Set it up"),
        )
        yield Matter("home/_advice.html", advice)


WAITING: list[Callable[[Person], Iterable[Matter]]] = [
    room_invitations,
    session_requests,
    sessions_to_plan,
    unpublished_times,
    unverified_address,
    missing_second_factor,
]
