"""The VTIMEZONE that feeds carry says of every moment what the tz database says, read by somebody else's code."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz

from calendar_sync.clocks.timezones import zone_names
from calendar_sync.ical.vtimezone import vtimezone

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR = timedelta(hours=1)
WEEKS = [datetime(2025, 1, 2, 12, tzinfo=UTC) + timedelta(weeks=no) for no in range(12 * 52)]


def change_between(start: datetime, end: datetime, zone: ZoneInfo) -> datetime:
    """The minute at which the clock changes, where it does so once."""
    while end - start > timedelta(minutes=1):
        middle = start + (end - start) // 2
        middle = middle.replace(second=0, microsecond=0)
        start, end = (start, middle) if offset_at(middle, zone) != offset_at(start, zone) else (middle, end)
    return end


def offset_at(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def changes_of(zone: ZoneInfo) -> tuple[datetime, ...]:
    offsets = [offset_at(day, zone) for day in WEEKS]
    return tuple(
        change_between(day, following, zone)
        for day, following, before, after in zip(WEEKS, WEEKS[1:], offsets, offsets[1:], strict=False)
        if before != after
    )


def points_of(zone: ZoneInfo) -> Iterator[datetime]:
    """Around each change and every second month, as walls show them; no hour that occurs twice."""
    around = [change + wait for change in changes_of(zone) for wait in (-2 * HOUR, -HOUR / 60, HOUR / 60, 2 * HOUR)]
    for moment in [*around, *WEEKS[::9]]:
        local = moment.astimezone(zone)
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            yield local


@cache
def read_by_dateutil(name: str) -> tzinfo:
    read = tz.tzical(StringIO(vtimezone(name).decode())).get()
    assert read is not None
    return read


def every_clock() -> list[str]:
    """One name for each of the zones' files that differ."""
    names = files("tzdata").joinpath("zones").read_text().split()
    data = {files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes(): name for name in names}
    return sorted(data.values())


def test_every_zone_is_right_until_2036() -> None:
    wrong = [
        (name, str(local))
        for name in every_clock()
        for local in points_of(ZoneInfo(name))
        if read_by_dateutil(name).utcoffset(local.replace(tzinfo=None)) != local.utcoffset()
    ]

    assert wrong == []


def test_names_of_one_clock_differ_in_nothing_but_the_name() -> None:
    former, name = vtimezone("Asia/Calcutta"), vtimezone("Asia/Kolkata")

    assert former.replace(b"Asia/Calcutta", b"Asia/Kolkata") == name


def test_listed_zones_are_written_under_their_canonical_names() -> None:
    named = [vtimezone(name).split(b"\r\n")[1].decode() for name in zone_names()]

    assert named == [f"TZID:{name}" for name in zone_names()]


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("Europe/Berlin", ["BYMONTH=3;BYDAY=-1SU", "BYMONTH=10;BYDAY=-1SU"]),
        ("Australia/Lord_Howe", ["BYMONTH=10;BYDAY=1SU", "BYMONTH=4;BYDAY=1SU"]),
        ("America/Nuuk", ["BYMONTH=3;BYMONTHDAY=-8,-7,-6,-5,-4,-3,-2;BYDAY=SA", "BYMONTH=10;BYDAY=-1SU"]),
        ("America/Vancouver", []),
        ("Africa/Casablanca", []),
    ],
)
def test_clock_that_changes_by_a_rule_is_written_as_the_rule(name: str, rules: list[str]) -> None:
    lines = vtimezone(name).decode().splitlines()

    assert [line.partition("YEARLY;")[2] for line in lines if line.startswith("RRULE")] == rules


def test_newer_tzdata_of_the_package_wins_over_the_system() -> None:
    assert zoneinfo.TZPATH == ()
    assert offset_at(datetime(2026, 12, 15, 12, tzinfo=UTC), ZoneInfo("America/Vancouver")) == -7 * HOUR
