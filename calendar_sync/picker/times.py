"""The times that a member of a room can choose from, beside the clocks of those who are to meet. Not here: booking."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from calendar_sync.availability.faults import Fault
from calendar_sync.availability.rules import diary_of
from calendar_sync.availability.slots import clash, fault_of, free
from calendar_sync.clocks.labels import clock, day_name, is_night, length, short_day, zone_at
from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.clocks.wall_clock import DAY, Span, begin_of, local_day
from calendar_sync.picker.choosing import around, moment_code, month_later, weeks_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from calendar_sync.availability.slots import Diary
    from calendar_sync.models import Policy, Session
    from calendar_sync.picker.choosing import Choice
    from server.accounts.models import Person


SEVERAL = 2


class Sight(NamedTuple):
    """A moment on one person's clock; the day only where it is another than the reader's."""

    name: str
    time: str
    day: str
    is_night: bool


class Slot(NamedTuple):
    """A time to choose: on the reader's clock, and on those of the others."""

    at: datetime
    code: str
    day: str
    own: Sight
    others: list[Sight]
    link: str


class Cell(NamedTuple):
    """A day of the month; it leads somewhere when it has free times."""

    day: date
    name: str
    is_of_month: bool
    is_today: bool
    is_chosen: bool
    link: str


@dataclass(frozen=True)
class Picker:
    """What the pages of choosing show; `choice` says how far the reader has come."""

    reader: Person
    mentor: Person
    mentors: list[Person]
    mentees: list[Person]
    policy: Policy
    choice: Choice
    now: datetime
    # The session that another time is looked for, which does not stand in its own way.
    moved: Session | None = None

    @property
    def others(self) -> list[Person]:
        """Everybody who meets, beside the reader."""
        return [each for each in (self.mentor, *self.mentees) if each.pk != self.reader.pk]

    @cached_property
    def month(self) -> date:
        """The one asked for, else that of the first free time."""
        return self.choice.month or (self.first_free_day or self.today).replace(day=1)

    @property
    def today(self) -> date:
        return local_day(self.choice.tzid, self.now)

    @property
    def last_day(self) -> date:
        return local_day(self.choice.tzid, self.now + timedelta(days=self.policy.horizon_days))

    @cached_property
    def diary(self) -> Diary:
        """All until the horizon: what is looked for may lie anywhere before."""
        return self.diary_within(around(self.today, self.last_day))

    def diary_within(self, span: Span, *, freely: bool = False) -> Diary:
        mentees, but = [each.pk for each in self.mentees], [self.moved.pk] if self.moved else []
        return diary_of(self.policy, mentees, span, now=self.now, but=but, freely=freely)

    @cached_property
    def free_by_day(self) -> dict[date, list[datetime]]:
        """The free starts of the month by the reader's days."""
        span = Span(begin_of(self.month, self.choice.tzid), begin_of(month_later(self.month), self.choice.tzid))
        found: defaultdict[date, list[datetime]] = defaultdict(list)
        for at in free(self.diary, span, self.choice.minutes):
            found[local_day(self.choice.tzid, at)].append(at)
        return dict(found)

    @cached_property
    def first_free_day(self) -> date | None:
        return self._free_day_from(self.now)

    def free_within(self, span: Span) -> list[datetime]:
        return [*free(self.diary, span, self.choice.minutes)]

    @property
    def next_free(self) -> Choice | None:
        """The first day with free times after the chosen one, or after a month that has none."""
        day = self.choice.day
        first = begin_of(day + DAY if day else self.month, self.choice.tzid)
        found = self._free_day_from(first)
        return self.choice.on(found) if found else None

    def _free_day_from(self, start: datetime) -> date | None:
        span = Span(start, begin_of(self.last_day + DAY, self.choice.tzid))
        return next((local_day(self.choice.tzid, at) for at in free(self.diary, span, self.choice.minutes)), None)

    @property
    def weeks(self) -> list[list[Cell]]:
        return [[self._cell(day) for day in week] for week in weeks_of(self.month)]

    def _cell(self, day: date) -> Cell:
        is_free = day in self.free_by_day
        return Cell(
            day=day,
            name=day_name(day),
            is_of_month=day.month == self.month.month,
            is_today=day == self.today,
            is_chosen=day == self.choice.day,
            link=self.choice.on(day).link if is_free else "",
        )

    @property
    def earlier(self) -> Choice | None:
        is_first = self.month <= self.today.replace(day=1)
        return None if is_first else self.choice.in_month(month_later(self.month, -1))

    @property
    def later(self) -> Choice | None:
        is_last = month_later(self.month) > self.last_day
        return None if is_last else self.choice.in_month(month_later(self.month))

    @property
    def is_mentors_own(self) -> bool:
        """A mentor is bound by other sessions alone, not by what she published."""
        return self.reader.pk == self.mentor.pk

    @property
    def is_published(self) -> bool:
        return self.policy.version > 0 and self.policy.is_open

    def fault(self, at: datetime) -> Fault | None:
        """What keeps the reader from booking this moment, as far as anybody can say before it is tried."""
        if not self.is_mentors_own:
            return fault_of(self.diary, at, self.choice.minutes)
        span = Span(at, at + timedelta(minutes=self.choice.minutes))
        diary = self.diary_within(span, freely=True)
        past = Fault.PAST if at <= self.now else None
        return past or clash(diary.rules, span, busy=diary.busy, taken=diary.taken)

    @property
    def choices_of_mentor(self) -> list[tuple[str, str, bool]]:
        """Where there are several: name, link, whether it is she."""
        if len(self.mentors) < SEVERAL or self.is_mentors_own:
            return []
        fresh = replace(self.choice, month=None, day=None, at=None)
        return [
            (each.name, replace(fresh, mentor=str(each.pk)).link, each.pk == self.mentor.pk) for each in self.mentors
        ]

    @property
    def lengths(self) -> list[tuple[Choice, str]]:
        offered = {*self.policy.durations, *([self.moved.minutes] if self.moved else [])}
        return [(self.choice.lasting(minutes), length(minutes)) for minutes in sorted(offered)]

    @property
    def length(self) -> str:
        return length(self.choice.minutes)

    @property
    def hold(self) -> str:
        return length(self.policy.hold)

    @property
    def needs_approval(self) -> bool:
        return self.policy.needs_approval and not self.is_mentors_own

    @property
    def choice_of_day(self) -> Choice:
        """The way back from a moment to its day."""
        return self.choice.on(local_day(self.choice.tzid, self.moment))

    @property
    def slots(self) -> list[Slot]:
        """Those of the chosen day."""
        day = self.choice.day
        return [self.slot(at) for at in self.free_by_day.get(day, [])] if day else []

    def slot(self, at: datetime) -> Slot:
        tzid = self.choice.tzid
        own, day = sight(self.reader.name, at, tzid), day_name(local_day(tzid, at))
        return Slot(at, moment_code(at), day, own, [*self._sights(at)], self.choice_at(at).link)

    def _sights(self, at: datetime) -> Iterator[Sight]:
        for other in self.others:
            yield sight(other.name, at, zone_of(other), beside=self.choice.tzid)

    def choice_at(self, at: datetime) -> Choice:
        return replace(self.choice, month=None, day=local_day(self.choice.tzid, at), at=at)

    def nearest(self, moments: Iterable[datetime]) -> list[datetime]:
        """Those that lie closest to the chosen one first."""
        return sorted(moments, key=lambda at: abs(at - self.moment))

    @property
    def zones(self) -> list[tuple[str, str]]:
        """The others' names, each with their zone as of the chosen moment or day."""
        return [(other.name, zone_at(zone_of(other), self.moment)) for other in self.others]

    @property
    def clocks(self) -> list[tuple[str, str]]:
        """Everybody's name and zone, the reader's as chosen."""
        return [(self.reader.name, self.choice.tzid), *((other.name, zone_of(other)) for other in self.others)]

    @property
    def own_zone(self) -> str:
        return zone_at(self.choice.tzid, self.moment)

    @property
    def moment(self) -> datetime:
        """What the offsets beside the zones speak of."""
        day = self.choice.day
        return self.choice.at or (begin_of(day, self.choice.tzid) + DAY / 2 if day else self.now)


def sight(name: str, at: datetime, tzid: str, *, beside: str = "") -> Sight:
    day = local_day(tzid, at)
    differs = beside and day != local_day(beside, at)
    return Sight(name, clock(at, tzid), short_day(day) if differs else "", is_night(at, tzid))


def zone_of(person: Person) -> str:
    return canonical_zone(person.time_zone)
