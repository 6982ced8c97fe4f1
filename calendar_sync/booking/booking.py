"""Books sessions, one or a series: everybody's time is taken, or nothing is. Not here: what becomes of them later."""

from __future__ import annotations

import re
import threading
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from calendar_sync.availability.faults import Fault
from calendar_sync.booking import claims
from calendar_sync.booking.fitting import Clash, require_fit
from calendar_sync.booking.parties import gather, look
from calendar_sync.booking.patience import CROWDED, patience
from calendar_sync.clocks.near import TOO_FAR, is_near
from calendar_sync.clocks.recurring import MOST_OCCURRENCES, instant_of, local_of, occurrences
from calendar_sync.clocks.timezones import tz_version
from calendar_sync.models import Attendance, Series, Session
from calendar_sync.models.session import LOCAL_FORMAT
from calendar_sync.sessions.telling import Change, tell
from calendar_sync.sessions.wording import Words, put_words
from rooms import log
from rooms.log import Cause
from rooms.members import hold_mentorship
from rooms.models import Pause
from rooms.outlook import cipher_of
from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from calendar_sync.booking.parties import Party
    from calendar_sync.clocks.recurring import Repeat
    from rooms.models import Membership, Room

STEP_MINUTES = 5
LONGEST_MINUTES = 8 * 60
MOST_AHEAD = 200
PATIENCE_SECONDS = 20
NO_WORDS = Words()
CLIENT_ID = re.compile(r"[0-9A-Za-z-]{10,36}")

_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be booked. The same `client_id` again gives the same sessions and books none."""

    start: datetime
    minutes: int
    client_id: str
    words: Words = NO_WORDS
    mentor: uuid.UUID | None = None
    repeat: Repeat | None = None

    @property
    def content(self) -> bytes:
        """Equal for equal wishes."""
        repeat = (str(self.repeat.frequency), self.repeat.count) if self.repeat else None
        return msgspec.json.encode((self.start.timestamp(), self.minutes, self.words, self.mentor, repeat))


def book(member: Membership, wish: Wish) -> list[Session]:
    """Agreed at once, or waiting for the mentor where she wants to be asked; raises Clash with times that are free."""
    _require_sound(wish)
    with _in_turn():
        _glance(member, wish)
        return _book(member, wish)


@contextmanager
def _in_turn() -> Iterator[None]:
    """One at a time in this process: a crowd waits here in its order, and not at the database, which knows none."""
    if not _turn.acquire(timeout=PATIENCE_SECONDS):
        raise Refused("unavailable", CROWDED)
    try:
        with patience():
            yield
    finally:
        _turn.release()


def _glance(member: Membership, wish: Wish) -> None:
    """Without any lock of the database, since most of a crowd only has to hear that the time is taken."""
    booked = Session.objects.filter(booked_by=member.person_id, client_id=wish.client_id)
    party = look(member.room, member.person_id, wish.mentor)
    if party and not booked.exists():
        require_fit(party, _planned(member.room, party, wish), timezone.now())


@transaction.atomic
def _book(member: Membership, wish: Wish) -> list[Session]:
    room = hold_mentorship(member)
    cipher = cipher_of(room)
    cause = Cause(member.person_id, wish.client_id, cipher.digest(wish.content))
    if log.repeated(room, cause):
        return list(Session.objects.filter(room=room, booked_by=member.person_id, client_id=wish.client_id))
    require_going_on(room)
    party = gather(room, member.person_id, wish.mentor)
    sessions = _planned(room, party, wish)
    _require_room_for(room, len(sessions))
    require_fit(party, sessions, cause.at)
    words = wish.words.cleaned()
    for each in sessions:
        put_words(each, words, cipher)
    _store(sessions, party)
    tell(Change("booked", room, cause, sessions))
    return sessions


def _require_sound(wish: Wish) -> None:
    in_steps = wish.minutes % STEP_MINUTES == 0 and wish.start.timestamp() % (STEP_MINUTES * 60) == 0
    if not in_steps or not STEP_MINUTES <= wish.minutes <= LONGEST_MINUTES:
        raise Refused("bad_shape", _("A session begins and ends at full five minutes, and lasts at most eight hours."))
    if not is_near(wish.start):
        raise Refused("bad_shape", TOO_FAR)
    if wish.repeat and not 1 <= wish.repeat.count <= MOST_OCCURRENCES:
        raise Refused("bad_shape", _("A series has at most 52 sessions."))
    if not CLIENT_ID.fullmatch(wish.client_id):
        raise Refused("bad_shape", _("This form is not complete. Load it again."))


def require_going_on(room: Room) -> None:
    if Pause.objects.under_way().filter(room=room).exists():
        raise Refused("conflict", _("This mentorship rests. Let it go on, then plan sessions."))


def _require_room_for(room: Room, count: int) -> None:
    if Session.objects.filter(room=room).ahead(timezone.now()).count() + count > MOST_AHEAD:
        raise Refused("too_long", _("There are as many sessions ahead here as a room can have."))


def _planned(room: Room, party: Party, wish: Wish) -> list[Session]:
    """The rows, not stored yet, at the same time of the mentor's wall clock."""
    tzid = party.policy.tzid
    first = local_of(wish.start, tzid)
    if instant_of(first, tzid) != wish.start:
        raise Refused("bad_shape", _("The mentor's clock shows that hour twice. Take another time."))
    if wish.repeat is None:
        return [_session(room, party, wish, first, uid=new_uid())]
    series = Series(
        room=room,
        uid=new_uid(),
        tzid=tzid,
        local_start=first.strftime(LOCAL_FORMAT),
        minutes=wish.minutes,
        frequency=wish.repeat.frequency,
        count=wish.repeat.count,
        revised_at=_second(timezone.now()),
        tz_version=tz_version(),
    )
    return [
        _session(room, party, wish, local, uid=series.uid, series=series) for local in occurrences(first, wish.repeat)
    ]


def _session(
    room: Room, party: Party, wish: Wish, local: datetime, *, uid: str, series: Series | None = None
) -> Session:
    now = timezone.now()
    waits = party.has_to_approve
    row = Session(
        room=room,
        series=series,
        mentor_id=party.mentor,
        booked_by_id=party.asker,
        client_id=wish.client_id,
        uid=uid,
        recurrence_id=local.strftime(LOCAL_FORMAT) if series else "",
        tzid=party.policy.tzid,
        status=Session.Status.TENTATIVE if waits else Session.Status.CONFIRMED,
        expires_at=min(wish.start, now + timedelta(minutes=party.policy.hold)) if waits else None,
        revised_at=_second(now),
    )
    row.place(local, wish.minutes)
    return row


def _store(sessions: Sequence[Session], party: Party) -> None:
    if sessions[0].series:
        sessions[0].series.save(force_insert=True)
    Session.objects.bulk_create(sessions)
    Attendance.objects.bulk_create(_attendance(each, person, party) for each in sessions for person in party.people)
    take_time(sessions, party)


def _attendance(session: Session, person: uuid.UUID, party: Party) -> Attendance:
    """Who asked will come, and so will a mentor who lets others book."""
    is_mentor = person == party.mentor
    comes = person == party.asker or (is_mentor and not party.has_to_approve)
    answer = Attendance.Answer.ACCEPTED if comes else Attendance.Answer.NEEDS_ACTION
    return Attendance(session=session, person_id=person, role="mentor" if is_mentor else "mentee", answer=answer)


def take_time(sessions: Sequence[Session], party: Party) -> None:
    """The last word is the database's."""
    try:
        with transaction.atomic():
            claims.take(sessions, party.people)
    except IntegrityError:
        raise Clash([(sessions[0].starts_at, Fault.BUSY)], party, sessions) from None


def new_uid() -> str:
    """For life, and never of a request's host."""
    return f"{uuid.uuid4().hex}@{urlsplit(settings.SITE_URL).hostname}"


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
