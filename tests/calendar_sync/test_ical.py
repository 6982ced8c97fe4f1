"""Sessions as iCalendar: which bytes, which words, and always the same ones."""

from __future__ import annotations

import subprocess
import sys

import pytest
from icalendar import Calendar

from calendar_sync.feeds.checking import faults
from calendar_sync.ical.writing import (
    Mask,
    Method,
    Status,
    apart,
    event,
    free_busy,
    message,
    with_alarm,
)
from tests.builders.calendars import CHANGED, HOUR, NOAH, SITE, berlin_series, calendar_of, example_feed, single
from tests.builders.commands import ROOT

SECRET = "canary-4711"


def words_of(mask: Mask) -> dict[str, str]:
    entry = single(
        title=SECRET, details=f"{SECRET} with Noah", place="https://meet.example/1", url="https://x.example/"
    )
    read = Calendar.from_ical(calendar_of([entry], mask)).events[0]
    return {name: str(read[name]) for name in ("SUMMARY", "DESCRIPTION", "LOCATION", "URL") if name in read}


def test_session_of_its_own_is_written_in_utc() -> None:
    written = event(single(title="Plan"), Mask.FULL, SITE)

    assert written.decode().split("\r\n") == [
        "BEGIN:VEVENT",
        "SUMMARY:Plan",
        "DTSTART:20261014T150000Z",
        "DTEND:20261014T160000Z",
        "DTSTAMP:20261001T090000Z",
        "UID:single@court.example",
        "SEQUENCE:0",
        "LAST-MODIFIED:20261001T090000Z",
        "ORGANIZER;CN=Menteo:mailto:sessions@court.example",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "",
    ]


def test_series_keeps_its_wall_clock_and_leaves_out_what_is_cancelled() -> None:
    series, moved = (event(entry, Mask.FULL, SITE).decode().split("\r\n") for entry in berlin_series())

    assert series[2:4] == ["DTSTART;TZID=Europe/Berlin:20261015T170000", "DTEND;TZID=Europe/Berlin:20261015T180000"]
    assert series[7:9] == ["RRULE:FREQ=WEEKLY;COUNT=4", "EXDATE;TZID=Europe/Berlin:20261029T170000"]
    assert "RECURRENCE-ID;TZID=Europe/Berlin:20261105T170000" in moved


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        (
            Mask.FULL,
            {
                "SUMMARY": SECRET,
                "DESCRIPTION": f"{SECRET} with Noah",
                "LOCATION": "https://meet.example/1",
                "URL": "https://x.example/",
            },
        ),
        (Mask.MENTORING, {"SUMMARY": "Mentoring", "URL": "https://x.example/"}),
        (Mask.BUSY, {"SUMMARY": "Busy"}),
    ],
)
def test_mask_decides_what_is_told(mask: Mask, words: dict[str, str]) -> None:
    assert words_of(mask) == words


@pytest.mark.parametrize("mask", Mask)
def test_feed_passes_the_strict_checks(mask: Mask) -> None:
    assert faults(example_feed(mask)) == []


def test_feed_with_alarms_passes_the_strict_checks_and_differs_in_nothing_else() -> None:
    plain = event(single(), Mask.FULL, SITE)

    ringing = with_alarm(plain + plain)

    assert ringing.count(b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:Mentoring\r\nTRIGGER:-PT15M\r\n") == 2
    assert Calendar.from_ical(message(Method.PUBLISH, [with_alarm(plain)])).events[0].alarms.times != []


def test_occurrence_apart_is_an_event_of_its_own_in_utc() -> None:
    read = Calendar.from_ical(calendar_of([apart(berlin_series()[1])])).events[0]

    assert str(read["UID"]) == "20261105T1700-berlin@court.example"
    assert read["DTSTART"].to_ical() == b"20261105T170000Z"
    assert "RECURRENCE-ID" not in read


@pytest.mark.parametrize("method", [Method.REQUEST, Method.CANCEL])
def test_mail_names_its_one_guest_and_passes_the_strict_checks(method: Method) -> None:
    status = Status.CANCELLED if method == Method.CANCEL else Status.CONFIRMED
    asking = "" if method == Method.CANCEL else ";RSVP=TRUE"

    written = message(method, [event(single(status=status, sequence=1), Mask.FULL, SITE, NOAH)])

    assert faults(written) == []
    asked = f"ATTENDEE;CN=Noah;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT{asking}:mailto:noah"
    assert asked in written.decode().replace("\r\n ", "")
    assert f"METHOD:{method}\r\n".encode() in written


def test_free_busy_tells_times_alone() -> None:
    entry = single(title=SECRET)

    written = free_busy(
        [(entry.start, entry.end)], (CHANGED, CHANGED + 72 * HOUR), uid="f@x", stamp=CHANGED, organizer=SITE
    )

    read = Calendar.from_ical(written).walk("VFREEBUSY")[0]
    assert read["FREEBUSY"].to_ical() == b"20261014T150000Z/20261014T160000Z"
    assert SECRET.encode() not in written


def test_words_cannot_add_lines_or_break_folding() -> None:
    nasty = 'a\rATTENDEE:mailto:x@y\nb\x00c "q" \\, ; ' + "ß€𝄞" * 60

    written = calendar_of([single(title=nasty, details=nasty)])

    assert faults(written) == []
    assert str(Calendar.from_ical(written).events[0]["SUMMARY"]).startswith('aATTENDEE:mailto:x@y\nbc "q" \\, ; ß€𝄞')


def test_bytes_are_the_same_in_every_process() -> None:
    code = "import sys; from tests.builders.calendars import example_feed; sys.stdout.buffer.write(example_feed())"
    code = f"import zoneinfo, django; from django.conf import settings; settings.configure(USE_I18N=False); {code}"
    made = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONTZPATH": ""},
            capture_output=True, check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }  # fmt: skip

    assert made == {example_feed()}
