"""The strict checks name what is wrong, each by one sentence."""

from __future__ import annotations

import pytest

from calendar_sync.feeds.checking import faults
from tests.builders.calendars import berlin_series, calendar_of, single

MOVED = b"RECURRENCE-ID;TZID=Europe/Berlin:20261105T170000"


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (b"\r\nUID", b"\nUID", "holds a line end that is no CRLF."),
        (b"SUMMARY:Mentoring", b"SUMMARY:" + b"x" * 80, "is longer than 75 octets."),
        (b"SUMMARY:", b"SUMMARY:\x07", "holds a control character."),
        (b"SUMMARY:", b"SUMMARY:\xc3\r\n \xa4", "is not UTF-8 by itself: it was folded within a character."),
        (b"SUMMARY:", b"SUMMARY:a\\\r\n ,b", "was folded within an escape."),
        (b"END:VCALENDAR\r\n", b"END:VCALENDAR", "Its last line does not end with CRLF."),
        (b"END:VCALENDAR\r\n", b"", "It cannot be read as one calendar."),
        (b";VALUE=DURATION", b"", "REFRESH-INTERVAL lacks VALUE=DURATION."),
        (b"X-PUBLISHED-TTL:PT1H\r\n", b"", "It has REFRESH-INTERVAL and no X-PUBLISHED-TTL, which Outlook reads."),
        (b"PRODID:-//Menteo//Sessions//EN\r\n", b"", "It has no PRODID."),
        (b"UID:single@court.example\r\n", b"", "without UID: it has no UID."),
        (b"DTSTAMP:20261001T090000Z\r\n", b"", "single@court.example: it has no DTSTAMP."),
        (
            b"DTSTART:20261014T150000Z",
            b"DTSTART:20261014T150000",
            "single@court.example: DTSTART floats, without a zone.",
        ),
        (b"DTEND:20261014T160000Z", b"DTEND:20261014T150000Z", "single@court.example: it ends before it starts."),
        (
            b"TRANSP:OPAQUE",
            b"ATTENDEE:mailto:noah@court.example",
            "single@court.example: PUBLISH may name no ATTENDEE.",
        ),
        (b"METHOD:PUBLISH", b"METHOD:REQUEST", "single@court.example: REQUEST needs an ATTENDEE."),
    ],
)
def test_fault_is_named(good: bytes, bad: bytes, fault: str) -> None:
    body = calendar_of([single()]).replace(good, bad)

    assert [found for found in faults(body) if found.endswith(fault)]


@pytest.mark.parametrize(
    ("good", "bad", "fault"),
    [
        (b"TZID:Europe/Berlin", b"TZID:Europe/Paris", "The zone Europe/Berlin is used and not told."),
        (
            b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
            b"RDATE:20270328T020000",
            "The zone Europe/Berlin changes by RDATE, which Outlook does not read.",
        ),
        (b"COUNT=4", b"UNTIL=20261105T170000", "berlin@court.example: UNTIL is not in UTC."),
        (
            MOVED,
            b"RECURRENCE-ID:20261105T160000Z",
            "berlin@court.example: RECURRENCE-ID is told in another zone than the series.",
        ),
        (MOVED + b"\r\n", b"", "berlin@court.example: the same occurrence stands there 2 times."),
    ],
)
def test_fault_of_a_series_is_named(good: bytes, bad: bytes, fault: str) -> None:
    body = calendar_of(berlin_series()).replace(good, bad)

    assert [found for found in faults(body) if found.endswith(fault)]
