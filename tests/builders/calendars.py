"""The calendar that every reader is asked about, and what stands in it. Not here: sessions as rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_sync.ical.writing import (
    Address,
    Entry,
    Head,
    Mask,
    Method,
    Repeat,
    Status,
    apart,
    event,
    feed,
    message,
)

HOUR = timedelta(hours=1)
WEEKLY = "FREQ=WEEKLY;COUNT=4"
CHANGED = datetime(2026, 10, 1, 9, tzinfo=UTC)
SITE = Address("sessions@court.example", "Menteo")
NOAH = Address("noah@court.example", "Noah")
BERLIN = ZoneInfo("Europe/Berlin")
FROM, TO = datetime(2026, 10, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
ZONES = (
    "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca", "America/Vancouver",
)  # fmt: skip

# Both laws changed in 2026, and some readers take zones by name from a database of their own, whatever the calendar
# says of them: Node's ends before Morocco's change, Debian's, which PHP reads, before that of British Columbia too.
# Nothing that a calendar says helps there but UTC, which each session has in a feed with `?expand=1`.
ZONES_OF_NODE = tuple(zone for zone in ZONES if zone != "Africa/Casablanca")
ZONES_OF_PHP = tuple(zone for zone in ZONES_OF_NODE if zone != "America/Vancouver")


def single(uid: str = "single@court.example", **changes: object) -> Entry:
    start = datetime(2026, 10, 14, 15, tzinfo=UTC)
    return Entry(**{"uid": uid, "start": start, "end": start + HOUR, "stamp": CHANGED, **changes})


def weekly(zone: str, day: int, *, uid: str = "", **changes: object) -> Entry:
    """Four times at five in the afternoon of a wall clock, from a day of October 2026 on."""
    start = datetime(2026, 10, day, 17, tzinfo=ZoneInfo(zone))
    uid = uid or f"{zone.rpartition('/')[2].lower()}@court.example"
    repeat = Repeat(WEEKLY)
    return Entry(**{"uid": uid, "start": start, "end": start + HOUR, "stamp": CHANGED, "repeat": repeat, **changes})


def berlin_series() -> list[Entry]:
    """Over the end of summer time, with one occurrence cancelled and one moved by an hour."""
    cancelled = datetime(2026, 10, 29, 17, tzinfo=BERLIN)
    moved = datetime(2026, 11, 5, 17, tzinfo=BERLIN)
    master = weekly("Europe/Berlin", 15, repeat=Repeat(WEEKLY, (cancelled,)), sequence=1)
    return [master, single(master.uid, start=moved + HOUR, end=moved + 2 * HOUR, original=moved, sequence=1)]


def example(zones: tuple[str, ...] = ZONES) -> list[Entry]:
    return [single(title="Müller; Bäcker, Söhne " * 5), *berlin_series(), *(weekly(zone, 20) for zone in zones)]


def example_feed(mask: Mask = Mask.FULL) -> bytes:
    return calendar_of(example(), mask)


def apart_feed() -> bytes:
    """The same moments, each a session of its own in UTC."""
    sessions = [single(f"{no}@court.example", start=at, end=at + HOUR) for no, at in enumerate(moments())]
    return calendar_of([apart(each) for each in sessions])


def calendar_of(entries: list[Entry], mask: Mask = Mask.FULL) -> bytes:
    events = [event(entry, mask, SITE) for entry in entries]
    return feed(Head("Mentoring", "Europe/Berlin"), events, [entry.zone for entry in entries if entry.zone])


def moments(zones: tuple[str, ...] = ZONES) -> list[datetime]:
    """When the sessions of the example begin, reckoned from their wall clocks by the tz database."""
    berlin = [datetime(2026, 10, 15, 17), datetime(2026, 10, 22, 17), datetime(2026, 11, 5, 18)]  # noqa: DTZ001
    rest = [(zone, datetime(2026, 10, 20, 17) + timedelta(weeks=no)) for zone in zones for no in range(4)]  # noqa: DTZ001
    local = [*(("Europe/Berlin", at) for at in berlin), *rest]
    return sorted([single().start, *(at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC) for zone, at in local)])


def mail(entry: Entry, method: Method = Method.REQUEST, status: Status | None = None) -> bytes:
    """What a mail about it carries to noah."""
    told = replace(entry, status=status or entry.status)
    return message(method, [event(told, Mask.FULL, SITE, NOAH)], [entry.zone] if entry.zone else [])
