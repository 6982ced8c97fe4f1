"""What reading a calendar feed costs, beside the usual way of serialising it at each request. Run by `make bench`.

First the function that makes the body, warm; then requests over HTTP to a real Daphne, one after the other. All
figures are CPU time, of this process and of the server, so that neighbours on the machine do not count.
"""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.request
import uuid
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

import django

from tests import environment  # noqa: F401  (the settings read what it sets)

django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings)
from django.utils import timezone  # noqa: E402

from calendar_sync.booking.booking import new_uid  # noqa: E402
from calendar_sync.feeds import feeds  # noqa: E402
from calendar_sync.ical.writing import Mask  # noqa: E402
from calendar_sync.models import Attendance, Session  # noqa: E402
from calendar_sync.sessions.wording import Words, put_words  # noqa: E402
from rooms.vault import keyring  # noqa: E402
from tests.bench.machine import cpu_seconds  # noqa: E402
from tests.bench.targets import Target  # noqa: E402
from tests.bench.usual_feed import usual_body  # noqa: E402
from tests.builders.people import person  # noqa: E402
from tests.builders.rooms import mentorship_room  # noqa: E402
from tests.builders.site import Site  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from server.accounts.models import Person

SIZES = (100, 1000)
ROUNDS = 7
BODY, FULL, UNCHANGED = (Target("times usual", least=least) for least in (50, 30, 60))
LATENESS = Target("p99 ms", most=20, form="{:.1f}")
REQUESTS = {"usual": 6, "full": 40, "304": 100}
LATE = 0.99
AGENDA = "What went well, what was hard, and what to try until the next time; then a look at the goals. " * 2


class FeedSite(Site):
    application = "tests.bench.feed_app:application"


def main(sizes: tuple[int, ...] = SIZES, rounds: int = ROUNDS) -> bool:
    """Whether all that is to be reached was."""
    call_command("migrate", verbosity=0)
    tokens = {size: stage(size) for size in sizes}
    reached = [tell_body(size, token, rounds) for size, token in tokens.items()]
    site = FeedSite()
    site.start()
    try:
        return all([*reached, *tell_requests(site, sizes[-1], tokens[sizes[-1]])])
    finally:
        site.kill()


def stage(size: int) -> str:
    """A person with so many agreed sessions, hourly from now on, and a full feed."""
    mentor, mentee = person(f"mentor{size}"), person(f"mentee{size}")
    room, start = mentorship_room(mentor, mentee), timezone.now().replace(minute=0, second=0, microsecond=0)
    cipher = keyring.for_room(room)
    rows = [Session(room=room, mentor=mentor, booked_by=mentee, tzid="UTC") for _ in range(size)]
    for no, row in enumerate(rows):
        settle(row, start + timedelta(hours=no))
        put_words(row, Words(title=f"Session {no}", agenda=AGENDA), cipher)
    Session.objects.bulk_create(rows)
    Attendance.objects.bulk_create(attendance(row, each) for row in rows for each in (mentor, mentee))
    return feeds.make(mentor, mask=Mask.FULL)


def settle(row: Session, start: datetime) -> None:
    row.client_id, row.uid, row.status = str(uuid.uuid4()), new_uid(), Session.Status.CONFIRMED
    row.revised_at = start.replace(minute=0)
    row.place(start.replace(tzinfo=None), 60)


def attendance(row: Session, who: Person) -> Attendance:
    return Attendance(session=row, person=who, role="mentor" if who == row.mentor else "mentee")


def tell_body(size: int, token: str, rounds: int) -> bool:
    view = feeds.find(token, timezone.now())
    assert view
    feeds.body(view)
    ours = median(seconds(lambda: feeds.body(view)) for _ in range(5 * rounds))
    usual = median(seconds(lambda: usual_body(view)) for _ in range(rounds))
    return say(f"body, {size} events", ours, usual, BODY)


def tell_requests(site: Site, size: int, token: str) -> list[bool]:
    ours = f"{site.url}/cal/f/{token}/mentoring.ics"
    _body, etag = fetched(ours)
    usual = spent(site, "usual", lambda: fetched(f"{site.url}/usual/{token}/"))
    fetched(f"{site.url}/late/")
    full, unchanged = spent(site, "full", lambda: fetched(ours)), spent(site, "304", lambda: fetched(ours, etag))
    reached = [
        say(f"HTTP 200, {size} events", full, usual, FULL),
        say(f"HTTP 304, {size} events", unchanged, usual, UNCHANGED),
    ]
    late = sorted(json.loads(fetched(f"{site.url}/late/")[0]))
    lateness = 1000 * late[int(len(late) * LATE)]
    sys.stdout.write(f"  the loop was late meanwhile: {LATENESS.said(lateness)}\n")
    return [*reached, LATENESS.is_reached(lateness)]


def spent(site: Site, what: str, request: Callable[[], object]) -> float:
    """Seconds of the server for one such request, after two that warm it."""
    for _ in range(2):
        request()
    before = cpu_seconds(site.pid)
    for _ in range(REQUESTS[what]):
        request()
    return (cpu_seconds(site.pid) - before) / REQUESTS[what]


def fetched(url: str, etag: str = "") -> tuple[bytes, str]:
    request = urllib.request.Request(url, headers={"If-None-Match": etag} if etag else {})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.read(), answer.headers.get("ETag", "")
    except urllib.error.HTTPError as unchanged:
        if unchanged.code != 304:
            raise
        return b"", ""


def seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def say(what: str, ours: float, usual: float, target: Target) -> bool:
    verdict = target.said(usual / ours)
    sys.stdout.write(f"  {what:<24}{1000 * ours:8.2f} ms, usual {1000 * usual:8.2f} ms, {verdict}\n")
    return target.is_reached(usual / ours)


if __name__ == "__main__":
    sys.exit(not main())
