"""Calendar feeds and the programs that fetch them. Not here: what stands in a calendar (calendars)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import recurring_ical_events
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from calendar_sync.feeds import feeds
from calendar_sync.ical.writing import Mask
from tests.builders.sessions import utc

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from calendar_sync.feeds.feeds import View
    from calendar_sync.models import Feed
    from server.accounts.models import Person

THUNDERBIRD = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0"


def feed_of(owner: Person, mask: Mask = Mask.MENTORING, **options: Any) -> str:
    """The secret of a new feed."""
    return feeds.make(owner, mask=mask, **options)


def fetch(token: str, name: str = "mentoring.ics", **headers: str) -> HttpResponse:
    """As a calendar program does that was never here before."""
    return Client(headers={"user-agent": THUNDERBIRD}).get(f"/cal/f/{token}/{name}", headers=headers)


def etag_of(token: str) -> str:
    return fetch(token)["ETag"]


def view_of(token: str) -> View:
    view = feeds.find(token, timezone.now())
    assert view
    return view


def row_of(token: str) -> Feed:
    return view_of(token).feed


def starts(body: bytes) -> list[str]:
    """When its sessions begin, in UTC, as somebody else's reader expands them."""
    found = recurring_ical_events.of(Calendar.from_ical(body.decode())).between(utc("2026-01-01"), utc("2027-01-01"))
    return sorted(f"{event.start.astimezone(utc('2026-01-01').tzinfo):%m-%d %H:%M}" for event in found)
