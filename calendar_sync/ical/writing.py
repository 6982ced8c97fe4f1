"""Sessions as iCalendar, byte for byte the same in every process (pure). Not here: which sessions, and for whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from icalendar import Alarm, Calendar, Component, Event, FreeBusy, vCalAddress, vRecur, vText

from calendar_sync.ical.vtimezone import vtimezone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrOrPromise

RENDERER = 1  # grows with every change of what is written for the same entry
PRODUCT = "-//Menteo//Sessions//EN"
ALARM_BEFORE = timedelta(minutes=15)
END_OF_EVENT = b"\r\nEND:VEVENT\r\n"
END_OF_CALENDAR = b"END:VCALENDAR\r\n"
REFRESH = "PT1H"
UTC_NAME = "UTC"
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u0085\u2028\u2029]")


class Mask(StrEnum):
    """How much a calendar may tell; what is masked never leaves the site."""

    FULL = "full"
    MENTORING = "mentoring"
    BUSY = "busy"


SUMMARIES: dict[Mask, StrOrPromise] = {
    Mask.FULL: _("Mentoring session"),
    Mask.MENTORING: _("Mentoring"),
    Mask.BUSY: _("Busy"),
}


class Method(StrEnum):
    """RFC 5546: what a calendar object asks of its reader."""

    PUBLISH = "PUBLISH"
    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


class Status(StrEnum):
    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox in a calendar: the site's own, which organises every session, or that of somebody invited."""

    email: str
    name: str = ""
    answer: str = "NEEDS-ACTION"


@dataclass(frozen=True, slots=True)
class Repeat:
    """By which RRULE a series goes on, on the wall clock of its zone, and which of its times fall out.

    The rule is counted, since an end by date would have to be told in UTC.
    """

    rule: str
    without: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT: a session, a series, or an occurrence that differs from its series.

    Times of a session of its own are UTC and right for every reader. Those of a series, `original` and `without`
    too, bear its zone, since it follows that wall clock. `stamp` is when anything of it last changed, never now.
    """

    uid: str
    start: datetime
    end: datetime
    stamp: datetime
    sequence: int = 0
    status: Status = Status.CONFIRMED
    repeat: Repeat | None = None
    original: datetime | None = None
    title: str = ""
    details: str = ""
    place: str = ""
    url: str = ""

    @property
    def zone(self) -> str:
        """The name of the zone that a reader has to know; empty for UTC."""
        key = self.start.tzinfo.key if isinstance(self.start.tzinfo, ZoneInfo) else UTC_NAME
        return "" if key == UTC_NAME else key


@dataclass(frozen=True, slots=True)
class Head:
    """What a feed says of itself."""

    name: str
    zone: str


# What stands in a calendar


def event(entry: Entry, mask: Mask, organizer: Address, guest: Address | None = None) -> bytes:
    """One VEVENT with CRLF. Without a guest it is as feeds publish it, which may name no attendee (RFC 5546 3.2.1)."""
    made = Event()
    made.add("uid", entry.uid)
    made.add("dtstamp", entry.stamp)
    made.add("last-modified", entry.stamp)
    made.add("sequence", entry.sequence)
    made.add("dtstart", entry.start)
    made.add("dtend", entry.end)
    made.add("status", entry.status.value)
    made.add("transp", "OPAQUE")
    made.add("organizer", cal_address(organizer))
    add_repeat(made, entry)
    add_words(made, entry, mask)
    if guest:
        made.add("attendee", attendee(guest, asks=entry.status != Status.CANCELLED))
    return written(made)


def add_repeat(made: Event, entry: Entry) -> None:
    if entry.original:
        made.add("recurrence-id", entry.original)
    if entry.repeat:
        made.add("rrule", vRecur.from_ical(entry.repeat.rule))
        for time in entry.repeat.without:
            made.add("exdate", time)


def add_words(made: Event, entry: Entry, mask: Mask) -> None:
    full = mask == Mask.FULL
    texts = {
        "summary": (full and entry.title) or str(SUMMARIES[mask]),
        "description": entry.details if full else "",
        "location": entry.place if full else "",
    }
    for name, text in texts.items():
        if text:
            made.add(name, clean(text))
    if entry.url and mask != Mask.BUSY:
        made.add("url", entry.url)


def with_alarm(events: bytes) -> bytes:
    """The same events, each with a reminder; readers ask before they take it over, if they do."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", -ALARM_BEFORE)
    alarm.add("description", str(SUMMARIES[Mask.MENTORING]))
    return events.replace(END_OF_EVENT, b"\r\n" + written(alarm) + END_OF_EVENT[2:])


def apart(entry: Entry) -> Entry:
    """An occurrence as an entry of its own, in UTC, for readers that know no changed occurrences."""
    uid = f"{entry.original.strftime('%Y%m%dT%H%M')}-{entry.uid}" if entry.original else entry.uid
    start, end = entry.start.astimezone(UTC), entry.end.astimezone(UTC)
    return Entry(
        uid, start, end, entry.stamp, entry.sequence, entry.status,
        title=entry.title, details=entry.details, place=entry.place, url=entry.url,
    )  # fmt: skip


# Calendars


def feed(head: Head, events: Iterable[bytes], zones: Iterable[str]) -> bytes:
    """A calendar to subscribe to, from events that were written before."""
    return joined(feed_opening(head), events, zones)


@lru_cache(maxsize=1024)
def feed_opening(head: Head) -> bytes:
    made = calendar(Method.PUBLISH)
    made.add("name", clean(head.name))
    made.add("x-wr-calname", clean(head.name))
    made.add("x-wr-timezone", head.zone)
    # The parameter is required (RFC 7986 5.7), and the library leaves it out.
    made["refresh-interval"] = vText(REFRESH, params={"VALUE": "DURATION"})
    made["x-published-ttl"] = vText(REFRESH)
    return opening(made)


def message(method: Method, events: Iterable[bytes], zones: Iterable[str] = ()) -> bytes:
    """What one mail, or one download, carries."""
    return joined(opening(calendar(method)), events, zones)


def free_busy(
    busy: Iterable[tuple[datetime, datetime]],
    span: tuple[datetime, datetime],
    *,
    uid: str,
    stamp: datetime,
    organizer: Address,
) -> bytes:
    """When somebody cannot be met, and nothing else."""
    made = FreeBusy()
    made.add("uid", uid)
    made.add("dtstamp", stamp)
    made.add("dtstart", span[0])
    made.add("dtend", span[1])
    made.add("organizer", cal_address(organizer))
    for period in busy:
        made.add("freebusy", period, parameters={"FBTYPE": "BUSY"})
    return joined(opening(calendar(Method.PUBLISH)), [written(made)], ())


def calendar(method: Method) -> Calendar:
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", PRODUCT)
    made.add("calscale", "GREGORIAN")
    made.add("method", method.value)
    return made


def opening(made: Calendar) -> bytes:
    return written(made).removesuffix(END_OF_CALENDAR)


def joined(opened: bytes, events: Iterable[bytes], zones: Iterable[str]) -> bytes:
    return b"".join([opened, *(vtimezone(zone) for zone in sorted(set(zones))), *events, END_OF_CALENDAR])


def written(component: Component) -> bytes:
    content: bytes = component.to_ical()
    return content


# Parts


def cal_address(address: Address) -> vCalAddress:
    made = vCalAddress(f"mailto:{address.email}")
    if address.name:
        made.params["CN"] = vText(quotable(address.name))
    return made


def attendee(guest: Address, *, asks: bool) -> vCalAddress:
    """Who is asked to answer; Apple shows no buttons without RSVP."""
    made = cal_address(guest)
    made.params |= {"CUTYPE": vText("INDIVIDUAL"), "ROLE": vText("REQ-PARTICIPANT"), "PARTSTAT": vText(guest.answer)}
    if asks:
        made.params["RSVP"] = vText("TRUE")
    return made


def clean(text: str) -> str:
    """Without what no TEXT may hold; tabs and line ends stay (RFC 5545 3.3.11)."""
    return CONTROL.sub("", text.replace("\r\n", "\n"))


def quotable(name: str) -> str:
    """As a parameter's value, for readers that know no RFC 6868."""
    return clean(name).replace("\n", " ").replace('"', "'")
