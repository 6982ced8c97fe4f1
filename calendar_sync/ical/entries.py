"""Rows of sessions as calendar entries, for one person who takes part in them. Not here: how it is written (writing).

A series is one entry with its rule; occurrences that differ follow it, and those that were cancelled fall out of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from calendar_sync.availability.rules import link_of
from calendar_sync.clocks.recurring import occurrences
from calendar_sync.ical.writing import Entry, Mask, Repeat, Status, apart
from calendar_sync.models import Attendance, Policy, Session
from calendar_sync.models.session import LOCAL_FORMAT
from calendar_sync.sessions.wording import Words, words_of

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Iterator, Sequence

    from calendar_sync.clocks.wall_clock import Span
    from calendar_sync.models import Series
    from rooms.models import Room
    from rooms.vault import RoomCipher


@dataclass(frozen=True, slots=True)
class Setting:
    """What sessions of a room have in common for the person who reads of them."""

    url: str
    company: str = ""
    links: tuple[tuple[uuid.UUID, str], ...] = ()

    def place_of(self, session: Session, words: Words) -> str:
        return words.link or dict(self.links).get(session.mentor_id, "") or self.url


@dataclass(frozen=True, slots=True)
class Reading:
    """How rows are turned into entries: with what is known of the room, and its words where they may be told.

    `discreet` tells of them no more than where to meet.
    """

    setting: Setting
    cipher: RoomCipher | None = None
    discreet: bool = False

    def words(self, session: Session) -> Words:
        words = words_of(session, self.cipher) if self.cipher else Words()
        return Words(link=words.link) if self.discreet else words


def sessions_in(room: Room, person: uuid.UUID, span: Span) -> list[Session]:
    """Those of the person around a time, each series whole."""
    mine = Session.objects.filter(room=room, attendances__person=person).select_related("series")
    around = mine.live().between(*span)
    whole = mine.filter(series__in=around.exclude(series=None).values("series"))
    rows = {row.pk: row for row in [*around.filter(series=None), *whole]}
    return sorted(rows.values(), key=lambda row: (row.uid, row.recurrence_id))


def reading_of(room: Room, person: uuid.UUID, mask: Mask, cipher: RoomCipher) -> Reading:
    """With names, links and words for the full mask alone."""
    if mask != Mask.FULL:
        return Reading(Setting(address_of(room)))
    others = Attendance.objects.filter(session__room=room).exclude(person=person)
    names = others.order_by("person__name").values_list("person__name", flat=True).distinct()
    company = _("With %(names)s.") % {"names": ", ".join(names)} if names else ""
    return Reading(Setting(address_of(room), company, links_in(room)), cipher)


def invitation_reading(room: Room, cipher: RoomCipher) -> Reading:
    """For mail, which names nobody and quotes nothing."""
    return Reading(Setting(address_of(room), links=links_in(room)), cipher, discreet=True)


def address_of(room: Room) -> str:
    return f"{settings.SITE_URL}{reverse('rooms:room', args=[room.pk])}"


def links_in(room: Room) -> tuple[tuple[uuid.UUID, str], ...]:
    """Where each mentor of the room usually meets people."""
    mentors = Session.objects.filter(room=room).values("mentor")
    policies = Policy.objects.filter(person__in=mentors).order_by("person")
    return tuple((policy.person_id, link_of(policy)) for policy in policies if policy.link)


def entries_of(sessions: Iterable[Session], reading: Reading) -> Iterator[Entry]:
    """Rows in the order of their UIDs, each series as its rule and what differs from it."""
    for _uid, group in groupby(sessions, key=attrgetter("uid")):
        rows = list(group)
        if rows[0].series is None:
            yield from (single(row, reading) for row in rows if row.is_live)
        else:
            yield from series_entries(rows[0].series, rows, reading)


def single(row: Session, reading: Reading) -> Entry:
    """A session of its own, or an occurrence as one: in UTC, right for every reader."""
    return told(row, row.starts_at, reading)


def apart_entries(rows: Iterable[Session], reading: Reading) -> Iterator[Entry]:
    """Every session under a UID of its own, for readers that know no changed occurrences."""
    for row in rows:
        if row.is_live:
            original = original_of(row.series, row) if row.series else None
            yield apart(told(row, row.starts_at, reading, original=original))


def series_entries(series: Series, rows: Sequence[Session], reading: Reading) -> list[Entry]:
    live = [row for row in rows if row.is_live]
    if not live:
        return []
    master = master_of(series, rows, live[0], reading)
    changed = (occurrence(series, row, reading) for row in live)
    return [master, *(entry for row, entry in zip(live, changed, strict=True) if differs(row, entry, master))]


def master_of(series: Series, rows: Sequence[Session], first: Session, reading: Reading) -> Entry:
    start = series.local.replace(tzinfo=ZoneInfo(series.tzid))
    ruled = {local.strftime(LOCAL_FORMAT) for local in occurrences(series.local, series.repeat)}
    gone = [row for row in rows if not row.is_live and row.recurrence_id in ruled]
    pattern = told(first, start, reading, minutes=series.minutes, sequence=series.sequence)
    return Entry(
        uid=series.uid,
        start=start,
        end=pattern.end,
        stamp=max([series.revised_at, *(row.revised_at for row in rows)]),
        sequence=series.sequence,
        status=Status.CONFIRMED if any(row.status == Session.Status.CONFIRMED for row in rows) else Status.TENTATIVE,
        repeat=Repeat(series.rrule, tuple(original_of(series, row) for row in gone)),
        title=pattern.title,
        details=pattern.details,
        place=pattern.place,
        url=pattern.url,
    )


def occurrence(series: Series, row: Session, reading: Reading) -> Entry:
    start, sequence = row.starts_at.astimezone(ZoneInfo(series.tzid)), max(row.sequence, series.sequence)
    return told(row, start, reading, sequence=sequence, original=original_of(series, row))


def original_of(series: Series, row: Session) -> datetime:
    """The time that the rule gives it."""
    return datetime.strptime(row.recurrence_id, LOCAL_FORMAT).replace(tzinfo=ZoneInfo(series.tzid))


def differs(row: Session, entry: Entry, master: Entry) -> bool:
    """Whether the rule alone would tell it wrongly."""
    mine = (entry.title, entry.details, entry.place, entry.status, entry.end - entry.start)
    rule = (master.title, master.details, master.place, master.status, master.end - master.start)
    return row.local_start != row.recurrence_id or mine != rule


def told(
    row: Session,
    start: datetime,
    reading: Reading,
    *,
    minutes: int = 0,
    sequence: int | None = None,
    original: datetime | None = None,
) -> Entry:
    words, setting = reading.words(row), reading.setting
    return Entry(
        uid=row.uid,
        start=start,
        end=(start.astimezone(UTC) + timedelta(minutes=minutes or row.minutes)).astimezone(start.tzinfo),
        stamp=row.revised_at,
        sequence=row.sequence if sequence is None else sequence,
        status=STATUSES[row.status],
        original=original,
        title=words.title,
        details="\n\n".join(text for text in (setting.company, words.agenda) if text),
        place=setting.place_of(row, words),
        url=setting.url,
    )


STATUSES: dict[str, Status] = {
    Session.Status.TENTATIVE: Status.TENTATIVE,
    Session.Status.CONFIRMED: Status.CONFIRMED,
    Session.Status.CANCELLED: Status.CANCELLED,
}
