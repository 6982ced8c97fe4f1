"""A mentor's calendars of elsewhere: named, taken away, read again. Not here: the way out (fetching), the reading."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calendar_sync.busy.addresses import place_of
from calendar_sync.busy.child import read_apart
from calendar_sync.busy.fetching import PUBLIC, fetch
from calendar_sync.busy.troubles import Trouble, Troubled
from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.clocks.wall_clock import DAY, Span
from calendar_sync.models import BusyBlock, BusySource, Policy
from rooms.refusals import Refused
from rooms.vault import open_site, seal_site

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from calendar_sync.busy.fetching import Door
    from server.accounts.models import Person

MOST_SOURCES = 5
# As far as anybody may book.
AHEAD = timedelta(days=370)
EVERY = timedelta(minutes=30)
LONGEST_WAIT = timedelta(days=1)
# An unchanged calendar is read anew that often, since time goes on.
READ_AGAIN = timedelta(hours=12)
URL, MARK = "busy-url", "busy-mark"
MOST_MARK = 300


@transaction.atomic
def add(person: Person, url: str) -> BusySource:
    """Due at once. The same address again is the same calendar."""
    url = _sound(url)
    known = {url_of(each): each for each in BusySource.objects.select_for_update().filter(person=person)}
    if url in known:
        return known[url]
    if len(known) >= MOST_SOURCES:
        raise Refused("too_long", _("Five calendars are as many as can be read for one person."))
    now = timezone.now()
    source = BusySource(person=person, added_at=now, due_at=now)
    source.url = seal_site(URL, str(source.pk), url.encode())
    source.save()
    return source


def _sound(url: str) -> str:
    """Calendar programs write webcal for what is fetched by https; our own feeds would only echo."""
    url = url.strip()
    if url.lower().startswith("webcal://"):
        url = "https://" + url[len("webcal://") :]
    try:
        host = place_of(url).host
    except Troubled as troubled:
        raise Refused("bad_shape", troubled.trouble.sentence) from None
    if host == urlsplit(settings.SITE_URL).hostname:
        raise Refused("bad_shape", Trouble.FORBIDDEN.sentence)
    return url


def remove(person: Person, source: uuid.UUID) -> None:
    """With all that was read from it."""
    _own(person, source).delete()


def read_soon(person: Person, source: uuid.UUID) -> None:
    """At the worker's next round."""
    row = _own(person, source)
    row.due_at = timezone.now()
    row.save(update_fields=["due_at"])


def _own(person: Person, source: uuid.UUID) -> BusySource:
    found = BusySource.objects.filter(person=person, pk=source).first()
    if found is None:
        raise Refused("not_found", _("This calendar is not there any more."))
    return found


def url_of(source: BusySource) -> str:
    return open_site(URL, str(source.pk), bytes(source.url)).decode()


def has_due() -> bool:
    return BusySource.objects.due(timezone.now()).exists()


def read_due(door: Door = PUBLIC) -> int:
    """Read all that are due, one after the other; how many were tried."""
    count = 0
    while source := BusySource.objects.claim(timezone.now()):
        read(source, door)
        count += 1
    return count


def read(source: BusySource, door: Door = PUBLIC) -> None:
    """Fetch and read a claimed one; what was read well before stays until something better comes."""
    now = timezone.now()
    try:
        fetched = fetch(url_of(source), mark=_mark_of(source, now), door=door)
        spans = None if fetched.body is None else _spans(source, fetched.body, now)
    except Troubled as troubled:
        _keep_trouble(source, troubled.trouble, now)
        return
    _keep(source, fetched.mark, spans, now)


def _mark_of(source: BusySource, now: datetime) -> str:
    is_recent = source.read_at is not None and source.read_at > now - READ_AGAIN
    return open_site(MARK, str(source.pk), bytes(source.mark)).decode() if source.mark and is_recent else ""


def _spans(source: BusySource, body: bytes, now: datetime) -> list[Span]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    return read_apart(body, tzid=_zone_of(source), span=Span(now - DAY, now + AHEAD), host=host)


def _zone_of(source: BusySource) -> str:
    policy = Policy.objects.filter(person=source.person_id).first()
    return policy.tzid if policy else canonical_zone(source.person.time_zone)


@transaction.atomic
def _keep(source: BusySource, mark: str, spans: list[Span] | None, now: datetime) -> None:
    """Nothing for a calendar that was taken away meanwhile."""
    row = BusySource.objects.select_for_update().filter(pk=source.pk).first()
    if row is None:
        return
    if spans is not None:
        row.blocks.all().delete()
        BusyBlock.objects.bulk_create(BusyBlock(source=row, starts_at=each.start, ends_at=each.end) for each in spans)
        row.mark = seal_site(MARK, str(row.pk), mark.encode()) if mark and len(mark) <= MOST_MARK else b""
        row.read_at = now
    row.trouble, row.failures, row.lease_until = "", 0, None
    row.tried_at = row.good_at = now
    row.due_at = now + EVERY
    row.save()


@transaction.atomic
def _keep_trouble(source: BusySource, trouble: Trouble, now: datetime) -> None:
    """Each failure after the first doubles the wait, up to a day."""
    row = BusySource.objects.select_for_update().filter(pk=source.pk).first()
    if row is None:
        return
    row.trouble, row.failures, row.lease_until = trouble, min(row.failures + 1, 100), None
    row.tried_at = now
    row.due_at = now + min(EVERY * 2 ** min(row.failures - 1, 8), LONGEST_WAIT)
    row.save()
