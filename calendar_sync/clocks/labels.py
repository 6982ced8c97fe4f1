"""Times and lengths as people read them, made by the server, since a browser's zones may be old. Not here: pages."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from calendar_sync.clocks.timezones import UTC, offset_label
from calendar_sync.clocks.wall_clock import offset_at
from rooms.hours import hour

if TYPE_CHECKING:
    from datetime import date, datetime

HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES
NIGHT = (22, 7)


def length(minutes: int) -> str:
    """Such as "45 minutes", "1 hour 30 minutes", "2 days"."""
    if minutes >= DAY_MINUTES and minutes % DAY_MINUTES == 0:
        days = minutes // DAY_MINUTES
        return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
    hours, rest = divmod(minutes, HOUR_MINUTES)
    parts = [ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}] if hours else []
    if rest or not hours:
        parts.append(ngettext("%(number)s minute", "%(number)s minutes", rest) % {"number": rest})
    return " ".join(parts)


def clock(moment: datetime, tzid: str) -> str:
    return hour(moment.astimezone(ZoneInfo(tzid)))


def day_name(day: date) -> str:
    """Such as "Tuesday, 24 November"."""
    return date_format(day, "l, j F")


def short_day(day: date) -> str:
    """Such as "Tue 24 Nov"."""
    return date_format(day, "D j M")


def city(tzid: str) -> str:
    """The zone's own name for itself: "New York"."""
    return tzid.rpartition("/")[2].replace("_", " ")


def zone_at(tzid: str, moment: datetime) -> str:
    """Such as "Berlin, UTC+01:00", with the offset of that moment."""
    if tzid == UTC:
        return UTC
    return _("%(city)s, %(offset)s") % {
        "city": city(tzid),
        "offset": offset_label(offset_at(ZoneInfo(tzid), moment)),
    }


def is_night(moment: datetime, tzid: str) -> bool:
    hour = moment.astimezone(ZoneInfo(tzid)).hour
    return hour >= NIGHT[0] or hour < NIGHT[1]
