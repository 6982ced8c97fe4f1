"""A zone as calendars read it (RFC 5545 3.6.5): rules by RRULE, since Outlook passes over lists of dates (pure).

The rule is that of the zone's file; changes that it does not tell, or that no RRULE can say, stand before it one by
one. Not here: reading that file (tzif).
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import cache

from calendar_sync.ical.tzif import LAST_WEEK, Change, Clock, YearlyChange, Zone, read_zone

FIRST_YEAR = 2025  # no session is older
LAST_YEAR = 2045  # up to which changes stand one by one where there is no rule
OLD_YEAR = 1970
DAY = timedelta(days=1)
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
STAMP = "%Y%m%dT%H%M%S"


@cache
def vtimezone(name: str) -> bytes:
    """The VTIMEZONE of this zone, with CRLF: the same bytes always, for one version of the tz database."""
    zone = read_zone(name)
    lines = [line for observance in observances(zone) for line in observance]
    return "".join(f"{line}\r\n" for line in ["BEGIN:VTIMEZONE", f"TZID:{name}", *lines, "END:VTIMEZONE"]).encode()


def observances(zone: Zone) -> list[list[str]]:
    single = single_changes(zone)
    rules = [] if any(rrule(each) is None for each in zone.yearly) else list(zone.yearly)
    if not single:
        return [ruled(each, since=None) for each in rules] or [observance(still(zone.standard))]
    last = single[-1].at
    base = observance(still(single[0].before))
    return [base, *(observance(each) for each in single), *(ruled(each, since=last) for each in rules)]


def single_changes(zone: Zone) -> list[Change]:
    """Those that no RRULE tells."""
    listed = [change for change in zone.changes if FIRST_YEAR <= change.at.year <= LAST_YEAR]
    if all(rrule(each) is not None for each in zone.yearly):
        return listed
    after = max((change.at for change in zone.changes), default=datetime(OLD_YEAR, 1, 1, tzinfo=UTC))
    made = (each.change(year) for year in range(FIRST_YEAR, LAST_YEAR + 1) for each in zone.yearly)
    return sorted([*listed, *(change for change in made if change.at > after)], key=lambda change: change.at)


def still(clock: Clock) -> Change:
    """What always was, as a change from itself."""
    return Change(datetime(OLD_YEAR, 1, 1, tzinfo=UTC) - clock.offset, clock, clock)


def ruled(yearly: YearlyChange, since: datetime | None) -> list[str]:
    """The yearly rule from its first time after `since`, or as if it had always held."""
    first = yearly.change(OLD_YEAR if since is None else since.year)
    if since and first.at <= since:
        first = yearly.change(since.year + 1)
    return observance(first, rule=rrule(yearly))


def observance(change: Change, rule: str | None = None) -> list[str]:
    # Where winter is the exception, as in Dublin, clients still take the larger offset for summer.
    kind = "DAYLIGHT" if change.after.offset > change.before.offset else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{change.local.strftime(STAMP)}",
        f"TZOFFSETFROM:{offset(change.before)}",
        f"TZOFFSETTO:{offset(change.after)}",
        f"TZNAME:{change.after.name}",
        *([f"RRULE:{rule}"] if rule else []),
        f"END:{kind}",
    ]


def rrule(yearly: YearlyChange) -> str | None:
    """As an RRULE; None where the hour lies in another day which may be of the next month."""
    shift, monthly = yearly.after // DAY, f"FREQ=YEARLY;BYMONTH={yearly.month}"
    weekday = WEEKDAYS[(yearly.weekday + shift) % 7]
    if shift == 0:
        return f"{monthly};BYDAY={-1 if yearly.week == LAST_WEEK else yearly.week}{weekday}"
    first = -7 if yearly.week == LAST_WEEK else 7 * yearly.week - 6
    days = [day + shift for day in range(first, first + 7)]
    if not (1 <= days[0] <= days[-1] <= monthrange(FIRST_YEAR, yearly.month)[1] or days[-1] < 0):
        return None
    return f"{monthly};BYMONTHDAY={','.join(map(str, days))};BYDAY={weekday}"


def offset(clock: Clock) -> str:
    minutes = round(clock.offset.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}{rest:02}"
