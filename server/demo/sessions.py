"""Gives the invented mentors their hours, and the pairs sessions past and to come. Not here: which ones (texts)."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import msgspec
from django.utils import timezone

from calendar_sync.booking.booking import Wish, book, new_uid
from calendar_sync.clocks.recurring import Frequency, Repeat
from calendar_sync.models import Attendance, Policy, Session, Window
from calendar_sync.sessions.wording import Words, put_words
from rooms.models import Membership
from rooms.vault import keyring
from server.demo.timing import WEEKDAYS, day_of

if TYPE_CHECKING:
    from datetime import date

    from rooms.models import Room
    from server.accounts.models import Person
    from server.demo.goals import Names

GAP_MINUTES = 10
SOON = timedelta(days=2)


class Meeting(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A session of the past, on a day said as in the headings of conversations, on the mentor's clock."""

    when: str
    title: str = ""
    agenda: str = ""
    minutes: str = ""
    note: str = ""


class Ahead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is agreed for the coming weeks: every other week at this time of the mentor's clock."""

    when: str
    title: str
    agenda: str
    count: int


class Meetings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The mentor's weekly hours, as `thu 16:00-19:00`, and the pair's sessions of an hour."""

    hours: list[str] = []
    past: list[Meeting] = []
    ahead: Ahead | None = None


def publish(mentor: Person, hours: list[str]) -> Policy:
    policy = Policy.objects.create(person=mentor, is_open=True, tzid=mentor.time_zone, gap_after=GAP_MINUTES)
    Window.objects.bulk_create(window_of(policy, text) for text in hours)
    return policy


def window_of(policy: Policy, text: str) -> Window:
    day, _, span = text.partition(" ")
    starts, ends = (minute_of(each) for each in span.split("-"))
    return Window(policy=policy, weekday=WEEKDAYS.index(day), starts=starts, ends=ends)


def minute_of(text: str) -> int:
    at = time.fromisoformat(text)
    return at.hour * 60 + at.minute


def meet(room: Room, mentor: Person, mentee: Person, plan: Meetings, names: Names) -> dict[str, str]:
    """Everything of one pair but their notes, given by session; what lies ahead is booked by the mentee, as usual."""
    if not plan.hours:
        return {}
    policy = publish(mentor, plan.hours)
    notes = {str(held(room, policy, mentee, meeting, names).pk): meeting.note for meeting in plan.past}
    if plan.ahead:
        ticket = Membership.objects.select_related("room", "person").get(room=room, person=mentee)
        book(ticket, wish_of(plan.ahead, policy.tzid, names))
    return {session: note for session, note in notes.items() if note}


def held(room: Room, policy: Policy, mentee: Person, meeting: Meeting, names: Names) -> Session:
    """A session that took place, with both of them there."""
    *day, at = meeting.when.split()
    local = datetime.combine(day_of(day, names.now.date()), time.fromisoformat(at))
    row = Session(
        room=room, mentor_id=policy.pk, booked_by=mentee, client_id=fresh_id(names), uid=new_uid(), tzid=policy.tzid,
        status=Session.Status.CONFIRMED,
    )  # fmt: skip
    row.place(local, 60)
    row.started_at, row.ended_at, row.revised_at = row.starts_at, row.ends_at, row.starts_at
    put_words(row, Words(title=meeting.title, agenda=meeting.agenda, minutes=meeting.minutes), keyring.for_room(room))
    row.save(force_insert=True)
    for person, role in ((policy.pk, "mentor"), (mentee.pk, "mentee")):
        row.attendances.create(person_id=person, role=role, answer=Attendance.Answer.ACCEPTED, came=True)
    return row


def wish_of(ahead: Ahead, tzid: str, names: Names) -> Wish:
    weekday, at = ahead.when.split()
    # Booked now, whatever moment the story is told as of.
    start = datetime.combine(coming(weekday, timezone.now().date()), time.fromisoformat(at), ZoneInfo(tzid))
    repeat = Repeat(Frequency.FORTNIGHTLY, ahead.count) if ahead.count > 1 else None
    words = Words(title=ahead.title, agenda=ahead.agenda)
    return Wish(start.astimezone(UTC), 60, fresh_id(names), words=words, repeat=repeat)


def coming(weekday: str, today: date) -> date:
    """The first such day that nobody would call too soon."""
    first = today + SOON
    return first + timedelta(days=(WEEKDAYS.index(weekday) - first.weekday()) % 7)


def fresh_id(names: Names) -> str:
    return str(uuid.UUID(int=names.rng.getrandbits(128), version=4))
