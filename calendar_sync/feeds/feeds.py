"""Calendar feeds: made, found by their secret, rotated, revoked, and told as bytes. Not here: the pages (views).

A feed's validator is reckoned from the versions of its rooms alone. What it says of each room is kept, sealed, with
every event under a digest of its entry, so that a change costs as much as the events that it changed.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from calendar_sync.clocks.timezones import tz_version
from calendar_sync.clocks.wall_clock import Span
from calendar_sync.ical.entries import apart_entries, entries_of, reading_of, sessions_in
from calendar_sync.ical.writing import (
    RENDERER,
    SUMMARIES,
    Address,
    Head,
    Mask,
    Method,
    event,
    feed,
    free_busy,
    message,
    with_alarm,
)
from calendar_sync.models import Feed, FeedPart, FeedReader, RoomCalendar, Session
from rooms.models import Membership, Room
from rooms.refusals import Refused
from rooms.vault import NoKey, keyring

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterable, Iterator

    from calendar_sync.ical.writing import Entry
    from calendar_sync.models.feed import Kept
    from rooms.vault import RoomCipher
    from server.accounts.models import Person

TOKEN_BYTES = 24
MOST_FEEDS = 20
PAST, AHEAD = timedelta(days=90), timedelta(days=400)
KEY_BYTES = 12
MARK_LENGTH = 32


class Part(msgspec.Struct, array_like=True):
    """What is kept of one room: the zones that its events need, and each event under the digest of its entry."""

    zones: list[str]
    events: list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class View:
    """A feed as it is asked for at one moment: with the versions of its rooms, read before anything else."""

    feed: Feed
    zone: str
    rooms: tuple[tuple[uuid.UUID, int], ...]
    day: datetime
    apart: bool = False

    @property
    def span(self) -> Span:
        return Span(self.day - PAST, self.day + AHEAD)

    @cached_property
    def mark(self) -> str:
        """Changes with whatever the feed says, and with nothing else."""
        feed = self.feed
        return digest(*self.state, feed.mask, feed.alarms, self.zone, *self.rooms)[:MARK_LENGTH]

    @property
    def etag(self) -> str:
        return f'"{self.mark}{"-apart" if self.apart else ""}"'

    @property
    def etag_of_times(self) -> str:
        return f'"{self.mark}-times"'

    @property
    def place(self) -> str:
        """What its parts are sealed for."""
        return f"{self.feed.pk}.{self.apart:d}"

    @cached_property
    def state(self) -> tuple[object, ...]:
        """What every part depends on beside its room's version."""
        return (RENDERER, tz_version(), self.day.date(), settings.SITE_URL, organizer())


# Made and ended


def make(owner: Person, *, mask: Mask, room: Room | None = None, alarms: bool = False) -> str:
    """A new feed; its token is told this once, and its hash is kept."""
    if Feed.objects.of(owner).count() >= MOST_FEEDS:
        raise Refused("too_long", _("You have as many feeds as one person can have. Revoke one first."))
    if room and not Membership.objects.of(owner).filter(room=room, room__kind=Room.Kind.MENTORSHIP).exists():
        raise Refused("not_found", _("There is no such room."))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Feed.objects.create(owner=owner, room=room, mask=mask.value, alarms=alarms, token_hash=hashed(token))
    return token


def rotate(owner: Person, feed_id: uuid.UUID) -> str:
    """Another address for the same feed; the former one is dead at once."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    if not Feed.objects.of(owner).filter(pk=feed_id).update(token_hash=hashed(token)):
        raise Refused("not_found", _("There is no such feed."))
    FeedReader.objects.filter(feed=feed_id).delete()
    return token


def revoke(owner: Person, feed_id: uuid.UUID) -> None:
    """Revoking again changes nothing."""
    Feed.objects.filter(owner=owner, pk=feed_id, revoked_at=None).update(revoked_at=timezone.now())
    FeedPart.objects.filter(feed=feed_id, feed__owner=owner).delete()


def find(token: str, now: datetime, *, apart: bool = False) -> View | None:
    """One query; None for wrong and revoked secrets alike, and where its owner may not read any more."""
    scope = Feed.objects.with_rooms(hashed(token))
    if scope is None or (scope.feed.room_id and not scope.rooms):
        return None
    return View(*scope, day=day_of(now), apart=apart)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# Fresh or not


def touch(room_id: uuid.UUID) -> None:
    """Count a change of anything that feeds tell of this room, in the change's transaction."""
    if not RoomCalendar.objects.filter(room=room_id).update(version=F("version") + 1):
        RoomCalendar.objects.create(room_id=room_id, version=1)


def views_of(owner: Person, feeds: Iterable[Feed], now: datetime) -> list[View]:
    """Feeds of one person as they stand: one query, and none of sessions."""
    mine = Membership.objects.current().filter(person=owner, room__kind=Room.Kind.MENTORSHIP)
    rooms = tuple(mine.order_by("room").values_list("room", Coalesce("room__calendar__version", 0)))
    return [
        View(feed, owner.time_zone, tuple(each for each in rooms if feed.room_id in (None, each[0])), day_of(now))
        for feed in feeds
    ]


def day_of(now: datetime) -> datetime:
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)


# What it says


def body(view: View) -> bytes:
    """The whole feed: kept parts where they are fresh, the others made anew."""
    parts = list(parts_of(view))
    mask = Mask(view.feed.mask)
    events = [written for part in parts for _key, written in part.events]
    with translation.override(settings.LANGUAGE_CODE):
        name = str(SUMMARIES[mask if mask == Mask.BUSY else Mask.MENTORING])
        if view.feed.alarms and mask != Mask.BUSY:
            events = [with_alarm(b"".join(events))]
    return feed(Head(name, view.zone), events, [each for part in parts for each in part.zones])


def parts_of(view: View) -> Iterator[Part]:
    kept = FeedPart.objects.kept_for(view.feed, apart=view.apart)
    # A cipher asks no more of a room than its kind, and feeds tell of mentorships alone.
    rooms = {room_id: Room(pk=room_id, kind=Room.Kind.MENTORSHIP) for room_id, _version in view.rooms}
    keyring.fetch(rooms.values())
    for room_id, version in view.rooms:
        try:
            cipher = keyring.for_room(rooms[room_id])
        except NoKey:
            # An erased room has no sessions to tell of.
            continue
        mark = digest(*view.state, version)[:MARK_LENGTH]
        before = kept.get(room_id)
        known = opened(view, before, cipher) if before else None
        yield known if before and known and before.mark == mark else fresh_part(view, room_id, mark, known)


def fresh_part(view: View, room_id: uuid.UUID, mark: str, before: Part | None) -> Part:
    """What the room says now, kept for the next time."""
    room = Room.objects.get(pk=room_id)
    cipher = keyring.for_room(room)
    made = made_part(view, room, cipher, before)
    content = cipher.seal("feed", view.place, mark, 0, msgspec.msgpack.encode(made))
    fresh = {"mark": mark, "content": content}
    FeedPart.objects.update_or_create(feed=view.feed, room=room, apart=view.apart, defaults=fresh)
    return made


def opened(view: View, kept: Kept, cipher: RoomCipher) -> Part:
    return msgspec.msgpack.decode(cipher.open("feed", view.place, kept.mark, 0, kept.content), type=Part)


def made_part(view: View, room: Room, cipher: RoomCipher, before: Part | None) -> Part:
    known = dict(before.events) if before else {}
    mask, made = Mask(view.feed.mask), {}
    told = list(entries(view, room, cipher))
    with translation.override(settings.LANGUAGE_CODE):
        for entry in told:
            key = hashlib.blake2b(repr((RENDERER, organizer(), entry)).encode(), digest_size=KEY_BYTES).digest()
            made[key] = known.get(key) or event(entry, mask, organizer())
    return Part(sorted({entry.zone for entry in told if entry.zone}), list(made.items()))


def entries(view: View, room: Room, cipher: RoomCipher) -> Iterator[Entry]:
    owner = view.feed.owner_id
    rows = sessions_in(room, owner, view.span)
    if not rows:
        return iter(())
    reading = reading_of(room, owner, Mask(view.feed.mask), cipher)
    return apart_entries(rows, reading) if view.apart else entries_of(rows, reading)


def busy(view: View) -> bytes:
    """When the owner is in a session, as VFREEBUSY."""
    rooms = [room for room, _version in view.rooms]
    mine = Session.objects.live().filter(room__in=rooms, attendances__person=view.feed.owner_id).between(*view.span)
    times = list(mine.order_by("starts_at").values_list("starts_at", "ends_at"))
    uid = f"{view.feed.pk.hex}@{urlsplit(settings.SITE_URL).hostname}"
    return free_busy(times, view.span, uid=uid, stamp=view.day, organizer=organizer())


def calendar_of(person: Person, session_id: uuid.UUID) -> bytes | None:
    """One session, with the series that it belongs to; None where the person takes no part, or it is no more."""
    mine = Session.objects.live().of(person).filter(room__in=Membership.objects.of(person).values("room"))
    row = mine.filter(pk=session_id).select_related("series", "room").first()
    if row is None:
        return None
    try:
        reading = reading_of(row.room, person.pk, Mask.FULL, keyring.for_room(row.room))
    except NoKey:
        return None
    rows = Session.objects.filter(uid=row.uid).select_related("series").order_by("recurrence_id")
    told = list(entries_of(rows, reading))
    events = [event(entry, Mask.FULL, organizer()) for entry in told]
    return message(Method.PUBLISH, events, [entry.zone for entry in told if entry.zone])


def organizer() -> Address:
    return Address(settings.CALENDAR_MAILBOX, settings.SITE_NAME)


def digest(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
