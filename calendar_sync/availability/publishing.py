"""A mentor publishes when she can be met. Not here: what is free then (slots), the page (views)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from calendar_sync.availability.rules import sealed_link
from calendar_sync.booking.patience import patience
from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.models import DayOverride, Policy, Window
from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from calendar_sync.availability.slots import Windows
    from server.accounts.models import Person

MOVED_ON = _(
    "Your availability was changed in another window meanwhile. What you entered stands here;"
    " saving it once more replaces the other."
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The policy's own fields by name; windows as (weekday, starts, ends); the days that differ; the meeting link."""

    fields: Mapping[str, Any]
    week: tuple[tuple[int, int, int], ...]
    days: Mapping[date, Windows]
    link: str = ""


def policy_of(person: Person) -> Policy:
    """What the person has published, or what to begin with, not stored and of version 0."""
    found = Policy.objects.filter(person=person).prefetch_related("windows", "overrides").first()
    return found or Policy(person=person, tzid=canonical_zone(person.time_zone), is_open=True, version=0)


@patience()
@transaction.atomic
def publish(person: Person, terms: Terms, *, seen: int) -> Policy:
    """Replace all that was published, unless it is another version than the one that was `seen`."""
    policy = _hold(person)
    if policy.version != seen:
        raise Refused("conflict", MOVED_ON)
    for name, value in terms.fields.items():
        setattr(policy, name, value)
    policy.link = sealed_link(person.pk, terms.link)
    policy.version += 1
    policy.save()
    _replace_windows(policy, terms)
    return policy


def _hold(person: Person) -> Policy:
    """The row locked, made first where there is none."""
    Policy.objects.get_or_create(person=person, defaults={"tzid": canonical_zone(person.time_zone), "version": 0})
    return Policy.objects.select_for_update().get(person=person)


def _replace_windows(policy: Policy, terms: Terms) -> None:
    policy.windows.all().delete()
    policy.overrides.all().delete()
    Window.objects.bulk_create(
        Window(policy=policy, weekday=weekday, starts=starts, ends=ends) for weekday, starts, ends in terms.week
    )
    DayOverride.objects.bulk_create(
        DayOverride(policy=policy, day=day, windows=[list(each) for each in windows])
        for day, windows in terms.days.items()
    )
