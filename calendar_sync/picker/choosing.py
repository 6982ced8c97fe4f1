"""How far somebody has come in choosing a time, as it stands in an address: pure. Not here: what is free (times)."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from calendar_sync.clocks.timezones import zone_names
from calendar_sync.clocks.wall_clock import DAY, MARGIN, Span, midnight

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOMENT, DAY_FORM, MONTH_FORM = "%Y%m%dT%H%MZ", "%Y-%m-%d", "%Y-%m"
LOCAL_FORMAT = "%Y-%m-%dT%H:%M"
# A century either way, so that the months beside it exist too.
FIRST_YEAR, LAST_YEAR = 1950, 2150


@dataclass(frozen=True, slots=True)
class Choice:
    """Length, zone and mentor are chosen from the start; then a month, a day, a moment, as far as they are."""

    minutes: int
    tzid: str
    mentor: str = ""
    month: date | None = None
    day: date | None = None
    at: datetime | None = None

    @property
    def link(self) -> str:
        """The part of an address that says it."""
        said = {
            "minutes": str(self.minutes),
            "zone": self.tzid,
            "mentor": self.mentor,
            "month": f"{self.month:{MONTH_FORM}}" if self.month else "",
            "day": f"{self.day:{DAY_FORM}}" if self.day else "",
            "at": moment_code(self.at) if self.at else "",
        }
        return "?" + urlencode({name: value for name, value in said.items() if value})

    def on(self, day: date) -> Choice:
        return replace(self, month=day.replace(day=1), day=day, at=None)

    def in_month(self, month: date) -> Choice:
        return replace(self, month=month, day=None, at=None)

    def lasting(self, minutes: int) -> Choice:
        return replace(self, minutes=minutes, at=None)


def read_choice(said: Mapping[str, str], *, durations: Sequence[int], tzid: str) -> Choice:
    """What the address says, passing over whatever makes no sense."""
    minutes, zone = said.get("minutes", ""), said.get("zone", "")
    day, month = _read(said.get("day"), DAY_FORM), _read(said.get("month"), MONTH_FORM)
    own_zone = zone if zone in zone_names() else tzid
    at = read_moment(said.get("at")) or _entered(said, own_zone)
    return Choice(
        minutes=next((each for each in durations if str(each) == minutes), default_length(durations)),
        tzid=own_zone,
        mentor=said.get("mentor", ""),
        month=first.date().replace(day=1) if (first := day or month or at) else None,
        day=day.date() if day else None,
        at=at,
    )


def default_length(durations: Sequence[int]) -> int:
    """An hour, or the longest below it, or the shortest."""
    return max((each for each in durations if each <= 60), default=min(durations, default=60))  # noqa: PLR2004  (an hour)


def moment_code(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):{MOMENT}}"


def read_moment(said: str | None) -> datetime | None:
    return _read(said, MOMENT)


def _entered(said: Mapping[str, str], tzid: str) -> datetime | None:
    """A day and a time of the reader's clock, in two fields."""
    local = _read(f"{said.get('date')}T{said.get('time')}", LOCAL_FORMAT)
    return local.replace(tzinfo=ZoneInfo(tzid)).astimezone(UTC) if local else None


def _read(said: str | None, form: str) -> datetime | None:
    try:
        found = datetime.strptime(said or "", form).replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def month_later(month: date, count: int = 1) -> date:
    number = month.year * 12 + month.month - 1 + count
    return date(number // 12, number % 12 + 1, 1)


def weeks_of(month: date) -> list[list[date]]:
    """The month's weeks with the days of its neighbours, from Monday on, as the limits per week count them."""
    return Calendar().monthdatescalendar(month.year, month.month)


def around(first: date, last: date) -> Span:
    """Whatever belongs to these days somewhere on earth."""
    return Span(midnight(first) - MARGIN, midnight(last) + DAY + MARGIN)
