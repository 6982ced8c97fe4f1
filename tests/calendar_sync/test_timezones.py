"""Time zones as people choose them and as browsers name them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_sync.clocks.timezones import canonical_zone, offset_label, zone_groups, zone_label, zone_names

WINTER = datetime(2026, 1, 15, 12, tzinfo=UTC)
SUMMER = datetime(2026, 7, 15, 12, tzinfo=UTC)


def test_label_tells_the_offset_of_the_moment() -> None:
    assert zone_label("Europe/Berlin", WINTER) == "Berlin (UTC+01:00)"
    assert zone_label("Europe/Berlin", SUMMER) == "Berlin (UTC+02:00)"
    assert zone_label("America/Argentina/Buenos_Aires", WINTER) == "Argentina/Buenos Aires (UTC-03:00)"


def test_groups_are_continents_and_utc_comes_first() -> None:
    groups = zone_groups(WINTER)

    assert groups[0] == ("UTC", [("UTC", "UTC")])
    assert [area for area, _ in groups[1:]] == [
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    ]


def test_every_listed_zone_exists() -> None:
    offsets = {name: WINTER.astimezone(ZoneInfo(name)).utcoffset() for name in zone_names()}

    assert len(offsets) > 400
    assert None not in offsets.values()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Mars/Olympus", "UTC"),
        ("", "UTC"),
        ("../../etc/passwd", "UTC"),
    ],
)
def test_former_and_unknown_names_find_a_listed_zone(said: str, meant: str) -> None:
    assert canonical_zone(said) == meant


@pytest.mark.parametrize(
    ("minutes", "label"), [(0, "UTC+00:00"), (345, "UTC+05:45"), (-210, "UTC-03:30"), (840, "UTC+14:00")]
)
def test_offsets_are_written_with_sign_hours_and_minutes(minutes: int, label: str) -> None:
    assert offset_label(timedelta(minutes=minutes)) == label
