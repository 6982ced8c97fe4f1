"""The strict checks of a calendar, ours or anybody's (pure): what some reader out there stumbles over.

Each fault is one sentence with the line or the UID that it is about. Not here: fetching (the feed_check command),
feeds of this site (self_test).
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from icalendar import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from icalendar import Component

LINE_OCTETS = 75
MOST_BYTES = 1_000_000  # Google takes no more
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ONCE = ("UID", "DTSTAMP", "DTSTART", "SUMMARY")
TIMES = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE")


def faults(body: bytes) -> list[str]:
    """Everything wrong with this calendar object; an empty list when nothing is."""
    return [fault for _part, found in examined(body) for fault in found]


def examined(body: bytes) -> list[tuple[str, list[str]]]:
    """What was looked at, part by part, each with its faults."""
    lines = (_("Line ends, folding, characters and size"), [*faults_of_bytes(body)])
    try:
        calendar = Calendar.from_ical(body.decode())
    except (ValueError, IndexError):
        return [lines, (_("Whether it can be read"), [_("It cannot be read as one calendar.")])]
    return [
        lines,
        (_("What the calendar says of itself"), [*faults_of_calendar(calendar)]),
        (_("Time zones and their rules"), [*faults_of_zones(calendar)]),
        (_("Each session and each series"), [*faults_of_events(calendar)]),
    ]


# Bytes


def faults_of_bytes(body: bytes) -> Iterator[str]:
    if len(body) > MOST_BYTES:
        yield _("It has %(bytes)s bytes, Google takes %(most)s.") % {"bytes": len(body), "most": MOST_BYTES}
    lines = body.split(b"\r\n")
    if lines[-1]:
        yield _("Its last line does not end with CRLF.")
    for no, line in enumerate(lines, 1):
        yield from faults_of_line(no, line)


def faults_of_line(no: int, line: bytes) -> Iterator[str]:
    if b"\n" in line or b"\r" in line:
        yield _("Line %(no)s holds a line end that is no CRLF.") % {"no": no}
    if len(line) > LINE_OCTETS:
        yield _("Line %(no)s is longer than %(most)s octets.") % {"no": no, "most": LINE_OCTETS}
    if CONTROL.search(line):
        yield _("Line %(no)s holds a control character.") % {"no": no}
    if not is_text(line):
        yield _("Line %(no)s is not UTF-8 by itself: it was folded within a character.") % {"no": no}
    if trailing_backslashes(line) % 2:
        yield _("Line %(no)s was folded within an escape.") % {"no": no}


def is_text(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def trailing_backslashes(line: bytes) -> int:
    return len(line) - len(line.rstrip(b"\\"))


# The calendar and its zones


def faults_of_calendar(calendar: Calendar) -> Iterator[str]:
    yield from (_("It has no %(name)s.") % {"name": name} for name in ("VERSION", "PRODID") if name not in calendar)
    interval = calendar.get("REFRESH-INTERVAL")
    if interval is not None and interval.params.get("VALUE") != "DURATION":
        yield _("REFRESH-INTERVAL lacks VALUE=DURATION.")
    if interval is not None and "X-PUBLISHED-TTL" not in calendar:
        yield _("It has REFRESH-INTERVAL and no X-PUBLISHED-TTL, which Outlook reads.")
    if "SOURCE" in calendar:
        yield _("SOURCE tells the secret address.")


def faults_of_zones(calendar: Calendar) -> Iterator[str]:
    told = {str(zone.get("TZID")) for zone in calendar.walk("VTIMEZONE")}
    used = {tzid for event in calendar.walk("VEVENT") for _name, value in times_of(event) if (tzid := zone_of(value))}
    yield from (_("The zone %(zone)s is used and not told.") % {"zone": zone} for zone in sorted(used - told))
    yield from (_("The zone %(zone)s is told and not used.") % {"zone": zone} for zone in sorted(told - used))
    for zone in calendar.walk("VTIMEZONE"):
        if not zone.walk("STANDARD"):
            yield _("The zone %(zone)s has no STANDARD, which Outlook demands.") % {"zone": zone.get("TZID")}
        if any("RDATE" in part for part in zone.subcomponents):
            yield _("The zone %(zone)s changes by RDATE, which Outlook does not read.") % {"zone": zone.get("TZID")}


def times_of(event: Component) -> Iterator[tuple[str, object]]:
    for name in TIMES:
        held = event.get(name, [])
        for value in held if isinstance(held, list) else [held]:
            yield name, value


def zone_of(value: object) -> str:
    return str(getattr(value, "params", {}).get("TZID", ""))


# Events


def faults_of_events(calendar: Calendar) -> Iterator[str]:
    events, method = calendar.walk("VEVENT"), str(calendar.get("METHOD", "PUBLISH"))
    for event in events:
        uid = str(event.get("UID", "without UID"))
        yield from (f"{uid}: {fault}" for fault in faults_of_event(event, method))
    masters = {str(event.get("UID")): event for event in events if "RECURRENCE-ID" not in event}
    for key, count in Counter((str(event.get("UID")), original_of(event)) for event in events).items():
        if count > 1:
            yield _("%(uid)s: the same occurrence stands there %(count)s times.") % {"uid": key[0], "count": count}
    for event in events:
        master = masters.get(str(event.get("UID")))
        if "RECURRENCE-ID" in event and master and zone_of(event["RECURRENCE-ID"]) != zone_of(master["DTSTART"]):
            yield _("%(uid)s: RECURRENCE-ID is told in another zone than the series.") % {"uid": event.get("UID")}


def original_of(event: Component) -> str:
    return str(getattr(event.get("RECURRENCE-ID"), "dt", ""))


def faults_of_event(event: Component, method: str) -> Iterator[str]:
    yield from (_("it has no %(name)s.") % {"name": name} for name in ONCE if name not in event)
    yield from faults_of_method(event, method)
    yield from (
        _("%(name)s floats, without a zone.") % {"name": name} for name, value in times_of(event) if floats(value)
    )
    if ends_too_early(event):
        yield _("it ends before it starts.")
    until = event.get("RRULE", {}).get("UNTIL", [])
    if zone_of(event.get("DTSTART")) and any(getattr(end, "tzinfo", None) is None for end in until):
        yield _("UNTIL is not in UTC.")
    if any(str(alarm.get("ACTION")) == "EMAIL" for alarm in event.walk("VALARM")):
        yield _("its alarm sends mail.")


def ends_too_early(event: Component) -> bool:
    start, end = (getattr(event.get(name), "dt", None) for name in ("DTSTART", "DTEND"))
    if not (isinstance(start, datetime) and isinstance(end, datetime)):
        return False
    return (start.tzinfo is None) == (end.tzinfo is None) and start >= end


def floats(value: object) -> bool:
    held = getattr(value, "dts", [value])
    moments = [getattr(each, "dt", None) for each in held]
    return any(isinstance(moment, datetime) and moment.tzinfo is None for moment in moments)


def faults_of_method(event: Component, method: str) -> Iterator[str]:
    """RFC 5546 3.2: who must and who must not stand there, and with which status."""
    organizers, guests = counted(event, "ORGANIZER"), counted(event, "ATTENDEE")
    cancelled = str(event.get("STATUS", "")) == "CANCELLED"
    if organizers != 1:
        yield _("%(method)s needs ORGANIZER once, and it stands there %(count)s times.") % {
            "method": method,
            "count": organizers,
        }
    if method == "PUBLISH" and guests:
        yield _("PUBLISH may name no ATTENDEE.")
    if method in {"REQUEST", "CANCEL"} and not guests:
        yield _("%(method)s needs an ATTENDEE.") % {"method": method}
    if method == "REQUEST" and cancelled:
        yield _("REQUEST cannot cancel.")
    if method == "CANCEL" and not cancelled:
        yield _("CANCEL needs STATUS:CANCELLED.")


def counted(event: Component, name: str) -> int:
    held = event.get(name, [])
    return len(held) if isinstance(held, list) else 1
