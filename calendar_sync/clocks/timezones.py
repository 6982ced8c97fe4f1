"""The time zones that a person may choose, from the tz database that we ship. Not here: whose zone it is."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import datetime

UTC = "UTC"


def zone_groups(now: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones by continent, each as (name, label with its offset at this moment): the shape of a form's choices."""
    groups = groupby(zone_names(), key=lambda name: name.partition("/")[0])
    return [(UTC, [(UTC, UTC)])] + [(area, [(name, zone_label(name, now)) for name in names]) for area, names in groups]


def zone_label(name: str, now: datetime) -> str:
    """Such as "Berlin (UTC+01:00)"."""
    if name == UTC:
        return UTC
    city = name.partition("/")[2].replace("_", " ")
    return f"{city} ({offset_label(now.astimezone(kept(name)).utcoffset() or timedelta())})"


@cache
def kept(name: str) -> ZoneInfo:
    """Python itself keeps eight zones, and a list of all of them would read every file anew."""
    return ZoneInfo(name)


def offset_label(offset: timedelta) -> str:
    minutes = round(offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def canonical_zone(name: str) -> str:
    """The listed zone that a browser means, which may say Asia/Calcutta for Asia/Kolkata; UTC when it is unknown."""
    candidates = (name, zone_links().get(name, ""))
    return next((zone for zone in candidates if zone in zone_names()), UTC)


@cache
def zone_names() -> tuple[str, ...]:
    """One name per country and clock, as zone.tab lists them, sorted."""
    lines = files("tzdata").joinpath("zoneinfo/zone.tab").read_text().splitlines()
    return tuple(sorted({line.split("\t")[2] for line in lines if not line.startswith("#")}))


@cache
def zone_links() -> dict[str, str]:
    """Former names to those that replaced them."""
    lines = files("tzdata").joinpath("zoneinfo/tzdata.zi").read_text().splitlines()
    links = (line.split() for line in lines if line.startswith("L "))
    return {former: name for _, name, former in links}


@cache
def tz_version() -> str:
    """Which edition of the rules sessions are reckoned by."""
    return version("tzdata")
