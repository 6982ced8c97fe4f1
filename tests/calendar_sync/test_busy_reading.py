"""What is read of calendars of elsewhere, and what is refused of them."""

from __future__ import annotations

import random
import time

import pytest

from calendar_sync.busy.child import answer_to, read_apart
from calendar_sync.busy.reading import MOST_EVENTS, busy_spans
from calendar_sync.busy.troubles import Trouble, Troubled
from calendar_sync.clocks.wall_clock import Span
from tests.builders.foreign_calendars import BERLIN, calendar, event
from tests.builders.sessions import utc

YEAR = Span(utc("2026-01-01"), utc("2027-01-01"))
MONDAY = ("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z")
WEEKLY = ("DTSTART:20260105T090000Z", "DTEND:20260105T100000Z", "RRULE:FREQ=WEEKLY;COUNT=4")


def read(*parts: str, tzid: str = "Europe/Lisbon", span: Span = YEAR, host: str = "") -> list[str]:
    """The busy spans as "from/to" in UTC."""
    found = busy_spans(calendar(*parts), tzid=tzid, span=span, host=host)
    return [f"{each.start:%m-%dT%H:%M}/{each.end:%m-%dT%H:%M}" for each in found]


def trouble_of(data: bytes) -> Trouble:
    with pytest.raises(Troubled) as troubled:
        busy_spans(data, tzid="UTC", span=YEAR)
    return troubled.value.trouble


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (MONDAY, ["01-05T09:00/01-05T10:00"]),
        (("DTSTART:20260105T090000Z", "DURATION:PT90M"), ["01-05T09:00/01-05T10:30"]),
        (("DTSTART:20260705T090000", "DTEND:20260705T100000"), ["07-05T08:00/07-05T09:00"]),
        (("DTSTART;TZID=America/New_York:20260705T090000", "DURATION:PT1H"), ["07-05T13:00/07-05T14:00"]),
        (("DTSTART;TZID=W. Europe Standard Time:20260705T090000", "DURATION:PT1H"), ["07-05T07:00/07-05T08:00"]),
        (("DTSTART;VALUE=DATE:20260705", "DTEND;VALUE=DATE:20260707"), ["07-04T23:00/07-06T23:00"]),
        (("DTSTART;VALUE=DATE:20260105",), ["01-05T00:00/01-06T00:00"]),
        ((*MONDAY, "TRANSP:TRANSPARENT"), []),
        ((*MONDAY, "TRANSP:OPAQUE"), ["01-05T09:00/01-05T10:00"]),
        ((*MONDAY, "STATUS:CANCELLED"), []),
        ((*MONDAY, "STATUS:TENTATIVE"), ["01-05T09:00/01-05T10:00"]),
        ((*MONDAY, "X-MICROSOFT-CDO-BUSYSTATUS:FREE"), []),
        (("DTSTART:20260105T090000Z",), []),
        (("DTSTART:20260105T090000Z", "DTEND:20260105T080000Z"), []),
        (("SUMMARY:no time",), []),
        (("DTSTART:20250105T090000Z", "DURATION:PT1H"), []),
    ],
)
def test_one_event_is_busy_when_it_says_so(lines: tuple[str, ...], expected: list[str]) -> None:
    assert read(event(*lines)) == expected


def test_own_rules_of_a_zone_are_honoured() -> None:
    lines = ("DTSTART;TZID=Court time:20260105T090000", "DURATION:PT1H", "RRULE:FREQ=MONTHLY;BYDAY=1MO;COUNT=5")

    found = read(BERLIN.format(tzid="Court time"), event(*lines))

    assert [found[2], found[3]] == ["03-02T08:00/03-02T09:00", "04-06T07:00/04-06T08:00"]


def test_series_honour_moved_cancelled_left_out_and_added_ones() -> None:
    series = event(*WEEKLY, "EXDATE:20260112T090000Z", "RDATE:20260107T090000Z")
    moved = event("RECURRENCE-ID:20260119T090000Z", "DTSTART:20260120T150000Z", "DTEND:20260120T160000Z")
    cancelled = event("RECURRENCE-ID:20260126T090000Z", *MONDAY, "STATUS:CANCELLED")

    assert read(series, moved, cancelled) == [
        "01-05T09:00/01-05T10:00", "01-07T09:00/01-07T10:00", "01-20T15:00/01-20T16:00",
    ]  # fmt: skip


def test_a_series_stays_at_its_wall_clock() -> None:
    lines = ("DTSTART;TZID=Europe/Berlin:20261019T090000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;COUNT=2")

    assert read(event(*lines)) == ["10-19T07:00/10-19T08:00", "10-26T08:00/10-26T09:00"]


def test_what_overlaps_becomes_one_and_the_span_bounds_it() -> None:
    parts = [event(*MONDAY, uid="a"), event("DTSTART:20260105T093000Z", "DTEND:20260105T110000Z", uid="b")]
    long = event("DTSTART:20260104T000000Z", "DTEND:20260105T090000Z", uid="c")

    day = Span(utc("2026-01-05"), utc("2026-01-05T10:30"))
    assert read(*parts, long, span=day) == ["01-05T00:00/01-05T10:30"]


def test_published_busy_times_are_read() -> None:
    lines = [
        "BEGIN:VFREEBUSY", "UID:fb", "DTSTAMP:20260101T000000Z", "FREEBUSY:20260105T090000Z/PT1H,20260106T090000Z/PT1H",
        "FREEBUSY;FBTYPE=FREE:20260107T090000Z/PT1H", "END:VFREEBUSY", "",
    ]  # fmt: skip

    assert read("\n".join(lines)) == ["01-05T09:00/01-05T10:00", "01-06T09:00/01-06T10:00"]


def test_our_own_sessions_do_not_come_back_as_busy() -> None:
    parts = [event(*MONDAY, uid="abc@court.example"), event(*MONDAY, uid="abc@elsewhere.example")]

    assert read(parts[0], host="court.example") == []
    assert read(*parts, host="court.example") == ["01-05T09:00/01-05T10:00"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY;COUNT=5", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=8,9,10", "FREQ=DAILY;BYMINUTE=0,30",
        "FREQ=YEARLY;BYSECOND=0,1", "freq=secondly", "COUNT=3", "FREQ=DAILY;INTERVAL=0",
    ],
)  # fmt: skip
def test_nothing_may_repeat_within_a_day(rule: str) -> None:
    assert trouble_of(calendar(event(*MONDAY, f"RRULE:{rule}"))) in {Trouble.TOO_OFTEN, Trouble.UNREADABLE}


@pytest.mark.parametrize(
    ("data", "trouble"),
    [
        (b"", Trouble.UNREADABLE),
        (b"<!doctype html><title>Sign in</title>", Trouble.UNREADABLE),
        (calendar(event(*MONDAY))[:-20], Trouble.UNREADABLE),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * (4 * MOST_EVENTS) + b"END:VCALENDAR", Trouble.TOO_MUCH),
        (b"BEGIN:VCALENDAR\r\n" + bytes(range(256)) * 50 + b"\r\nEND:VCALENDAR\r\n", Trouble.UNREADABLE),
        (b"\xff\xfeBEGIN", Trouble.UNREADABLE),
    ],
    ids=["nothing", "a page", "cut off", "nested", "noise", "other letters"],
)
def test_what_is_no_calendar_is_refused(data: bytes, trouble: Trouble) -> None:
    assert trouble_of(data) == trouble


HOSTILE = {
    "far past daily": (*MONDAY[1:], "DTSTART:00010101T000000Z", "RRULE:FREQ=DAILY"),
    "never a day": (*MONDAY, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    "end of time": ("DTSTART:99991231T235959Z", "DURATION:P9999999W"),
    "long": ("DTSTART:20260101T000000Z", "DURATION:P999999999D"),
    "long line": (*MONDAY, "SUMMARY:" + "x" * 1_000_000),
    "broken zone": ("DTSTART;TZID=../../etc/passwd:20260105T090000", "DURATION:PT1H"),
    "until before": (*MONDAY, "RRULE:FREQ=DAILY;UNTIL=20200101T000000Z"),
    "two starts": (*MONDAY, "DTSTART:20260106T090000Z"),
}


@pytest.mark.parametrize("lines", HOSTILE.values(), ids=HOSTILE.keys())
def test_strange_events_end_soon_and_hide_no_others(lines: tuple[str, ...]) -> None:
    plain = event("DTSTART:20260203T090000Z", "DURATION:PT1H", uid="plain")
    data, started = calendar(event(*lines), plain), time.monotonic()

    try:
        found = read_apart(data, tzid="UTC", span=YEAR)
    except Troubled:
        found = [Span(utc("2026-02-03T09:00"), utc("2026-02-03T10:00"))]

    assert any(each.start <= utc("2026-02-03T09:00") < each.end for each in found)
    assert time.monotonic() - started < 30


def test_a_process_of_its_own_gives_the_same_answer() -> None:
    data = calendar(event(*WEEKLY))

    assert read_apart(data, tzid="UTC", span=YEAR) == busy_spans(data, tzid="UTC", span=YEAR)


def test_a_reading_that_takes_too_long_is_ended() -> None:
    old = ("DTSTART:19000101T000000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    data, started = calendar(*(event(*old, uid=str(number)) for number in range(500))), time.monotonic()

    with pytest.raises(Troubled, match="too_much"):
        read_apart(data, tzid="UTC", span=YEAR, cpu_seconds=1)

    assert time.monotonic() - started < 15


def test_an_unexpected_fault_is_logged_by_its_kind_alone(caplog) -> None:
    with pytest.raises(Troubled, match="unreadable"):
        read_apart(calendar(event(*WEEKLY)), tzid="Secret/Place", span=YEAR)

    [line] = [record.msg for record in caplog.records]
    assert (line["fault"], "Secret" in str(line)) == ("ZoneInfoNotFoundError", False)


def test_a_calendar_with_too_many_events_is_refused_before_they_are_read() -> None:
    empty = b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * (MOST_EVENTS + 1)

    assert trouble_of(b"BEGIN:VCALENDAR\r\n" + empty + b"END:VCALENDAR\r\n") == Trouble.TOO_MUCH


def test_more_busy_times_than_anybody_has_are_refused() -> None:
    daily = ("DTSTART:20260101T090000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY")
    series = [event(*daily, uid=str(number)) for number in range(14)]
    periods = ",".join(
        f"2026{1 + hour // 672:02}{1 + hour // 24 % 28:02}T{hour % 24:02}0000Z/PT9M" for hour in range(5001)
    )
    published = f"BEGIN:VFREEBUSY\nUID:fb\nDTSTAMP:20260101T000000Z\nFREEBUSY:{periods}\nEND:VFREEBUSY\n"

    assert [trouble_of(calendar(*series)), trouble_of(calendar(published))] == [Trouble.TOO_MUCH] * 2


def test_noise_in_a_calendar_never_escapes_as_an_error() -> None:
    chance = random.Random(5)
    sound = bytearray(calendar(BERLIN.format(tzid="X"), event(*WEEKLY, "EXDATE:20260112T090000Z")))

    for _ in range(150):
        data = bytearray(sound)
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert answer_to(bytes(data), "UTC", YEAR, "").keys() <= {"busy", "trouble", "fault"}
