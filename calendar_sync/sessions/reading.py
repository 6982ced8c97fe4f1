"""Sessions as their pages show them, in the reader's own zone. Not here: the pages (views), the deeds."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from calendar_sync.clocks.labels import city, clock, day_name, is_night, zone_at
from calendar_sync.clocks.recurring import instant_of, shifts
from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.clocks.wall_clock import local_day, midnight
from calendar_sync.models import Session
from calendar_sync.sessions.wording import Words, words_of
from rooms.hours import hour
from rooms.vault import NoKey, keyring

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from calendar_sync.models import Attendance
    from calendar_sync.models.session import SessionQuerySet
    from server.accounts.models import Person

MONTH_FORMAT = "%Y-%m"


@dataclass(frozen=True, slots=True)
class Line:
    """One session in a list or a month."""

    row: Session
    title: str
    day: str
    hours: str
    is_mine_to_answer: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """What the session's time is for one of those who meet."""

    attendance: Attendance
    day: str
    hours: str
    zone: str
    is_night: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The weeks of a month, Monday first, each day with its sessions; days of other months are None."""

    first: date
    weeks: list[list[tuple[date, list[Line]] | None]]
    before: str
    after: str

    @property
    def is_busy(self) -> bool:
        return any(each and each[1] for week in self.weeks for each in week)


def sessions_of(person: Person) -> SessionQuerySet:
    """Those that the person takes part in, in rooms where they are a member."""
    mine = Session.objects.of(person).filter(room__memberships__person=person, room__memberships__left_at=None)
    return mine.select_related("room", "series")


def lines_of(person: Person, rows: Iterable[Session]) -> list[Line]:
    found = list(rows)
    keyring.fetch({each.room_id: each.room for each in found}.values())
    return [_line(person, each) for each in found]


def waiting_for(person: Person, now: datetime) -> list[Line]:
    """What the person is to answer as a mentor; of sessions that were asked for together the first."""
    waiting = sessions_of(person).filter(mentor=person, status=Session.Status.TENTATIVE, expires_at__gt=now)
    lines = lines_of(person, waiting.order_by("starts_at", "pk"))
    return list({line.row.series_id or line.row.pk: line for line in reversed(lines)}.values())[::-1]


def next_of(person: Person, now: datetime) -> list[Line]:
    """The next agreed session, or the one under way; none when there is none."""
    agreed = sessions_of(person).filter(status=Session.Status.CONFIRMED, ended_at=None, ends_at__gt=now)
    return lines_of(person, agreed.order_by("starts_at", "pk")[:1])


def _line(person: Person, row: Session) -> Line:
    tzid = zone_of(person)
    return Line(
        row=row,
        title=readable_words(row).title or _("Session"),
        day=day_label(row.starts_at, tzid),
        hours=hours_label(row, tzid),
        is_mine_to_answer=row.status == Session.Status.TENTATIVE and row.mentor_id == person.pk,
    )


def readable_words(row: Session) -> Words:
    """Nothing where the room was erased: when people met stays known, and what about is gone."""
    try:
        return words_of(row, keyring.for_room(row.room))
    except NoKey:
        return Words()


def zone_of(person: Person) -> str:
    return canonical_zone(person.time_zone)


def day_label(moment: datetime, tzid: str) -> str:
    day = local_day(tzid, moment)
    return _("%(day)s %(year)s") % {"day": day_name(day), "year": day.year}


def moment_label(moment: datetime, tzid: str) -> str:
    return f"{day_label(moment, tzid)}, {clock(moment, tzid)}"


def hours_label(row: Session, tzid: str) -> str:
    return f"{clock(row.starts_at, tzid)}–{clock(row.ends_at, tzid)}"  # noqa: RUF001  (an interval's own dash)


def clocks_of(row: Session) -> list[Clock]:
    """For everybody who meets, the mentor first; two queries."""
    people = row.attendances.select_related("person").order_by("-role", "person__name", "pk")
    return [_clock(row, each) for each in people]


def _clock(row: Session, attendance: Attendance) -> Clock:
    tzid = zone_of(attendance.person)
    return Clock(
        attendance=attendance,
        day=day_label(row.starts_at, tzid),
        hours=hours_label(row, tzid),
        zone=zone_at(tzid, row.starts_at),
        is_night=is_night(row.starts_at, tzid),
    )


def siblings_of(person: Person, row: Session) -> list[tuple[Line, str]]:
    """All of its series, each with a word where it is at another hour than usual for the reader."""
    if row.series_id is None:
        return []
    rows = list(Session.objects.filter(series=row.series_id).select_related("room").order_by("starts_at", "pk"))
    tzid = zone_of(person)
    usual = [instant_of(each.local.replace(tzinfo=None), each.tzid) for each in rows]
    odd = {shift.start: shift for shift in shifts(usual, tzid)}
    lines = lines_of(person, rows)
    return [(line, _odd(odd[line.row.starts_at].usual, tzid) if line.row.starts_at in odd else "") for line in lines]


def _odd(usual: datetime, tzid: str) -> str:
    return _("instead of %(hour)s in %(city)s") % {"hour": hour(usual), "city": city(tzid)}


# A month


def read_month(person: Person, first: date) -> Month:
    """The reader's month, with one query for its sessions."""
    tzid = zone_of(person)
    after = (first + timedelta(days=31)).replace(day=1)
    start, end = midnight(first) - timedelta(days=1), midnight(after) + timedelta(days=1)
    rows = sessions_of(person).live().between(start, end).order_by("starts_at", "pk")
    lines = lines_of(person, rows)
    by_day = {day: list(each) for day, each in groupby(lines, key=lambda line: local_day(tzid, line.row.starts_at))}
    weeks = [_week(days, first, by_day) for days in Calendar().monthdatescalendar(first.year, first.month)]
    before = first - timedelta(days=1)
    return Month(first, weeks, before.strftime(MONTH_FORMAT), after.strftime(MONTH_FORMAT))


def _week(days: Sequence[date], first: date, by_day: dict[date, list[Line]]) -> list[tuple[date, list[Line]] | None]:
    return [(day, by_day.get(day, [])) if day.month == first.month else None for day in days]
