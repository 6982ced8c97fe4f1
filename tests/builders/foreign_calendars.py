"""Calendars as others write them. Not here: our own (calendar_sync.ical.writing)."""

from __future__ import annotations

BERLIN = """BEGIN:VTIMEZONE
TZID:{tzid}
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def event(*lines: str, uid: str = "one@elsewhere.example") -> str:
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"]) + "\n"


def calendar(*parts: str) -> bytes:
    """As bytes with the line ends that RFC 5545 wants."""
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//elsewhere//EN\n" + "".join(parts) + "END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()
