"""What a mail to the calendar's mailbox says: an answer, another time that is proposed, or nothing for us (pure).

Senders are not believed: only the secret in the address that was written to tells whose answer it is. Not here: what
becomes of it (arrivals).
"""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from typing import TYPE_CHECKING, Any

from icalendar import Calendar

from calendar_sync.models import Attendance

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

    from icalendar import Event

MOST_BYTES = 1_000_000
MOST_EVENTS = 60
CALENDAR_TYPES = {"text/calendar", "application/ics"}
ADDRESSED = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
TOKEN = re.compile(r"\+([a-z2-7]{26})@")
ANSWERS = {answer.value for answer in Attendance.Answer} - {Attendance.Answer.NEEDS_ACTION.value}
LONGEST = timedelta(hours=8)
MOST_CHANGES = 1_000_000


class Dropped(Exception):  # noqa: N818  (an answer, not a fault)
    """Nothing to do with this mail; the reason is one of few fixed words, for the log."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one mail says about one occurrence, or about all under a UID."""

    uid: str
    sequence: int
    at: datetime
    original: datetime | None
    answer: str = ""
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """One mail: whose secret it was sent to, and what it says."""

    token: str
    said: tuple[Said, ...]


def read(raw: bytes) -> Arrived:
    """Raises Dropped for everything that is no answer of a calendar to an invitation of ours."""
    if len(raw) > MOST_BYTES:
        raise Dropped("too large")
    message = email.message_from_bytes(raw, policy=policy.default)
    token = token_of(message)
    if str(message.get("Auto-Submitted", "no")).lower() != "no" and not has_answer(message):
        raise Dropped("automatic")
    calendar = calendar_of(message)
    method = str(calendar.get("METHOD", "")).upper()
    if method not in {"REPLY", "COUNTER"}:
        raise Dropped("no answer")
    events = calendar.events[:MOST_EVENTS]
    said = tuple(one for event in events if (one := said_by(event, counters=method == "COUNTER")))
    if not said:
        raise Dropped("no answer")
    return Arrived(token, said)


def token_of(message: EmailMessage) -> str:
    addresses = " ".join(str(value) for name in ADDRESSED for value in message.get_all(name, []))
    found = TOKEN.search(addresses.lower())
    if found is None:
        raise Dropped("no secret")
    return found.group(1)


def has_answer(message: EmailMessage) -> bool:
    """Some calendars call their answers automatic; notes that somebody is away have no part for calendars."""
    return any(True for _part in calendar_parts(message))


def calendar_of(message: EmailMessage) -> Calendar:
    part = next(calendar_parts(message), None)
    if part is None:
        raise Dropped("no calendar")
    try:
        content = part.get_payload(decode=True)
        return Calendar.from_ical(content.decode() if isinstance(content, bytes) else "")
    except (ValueError, IndexError, LookupError):
        raise Dropped("unreadable") from None


def calendar_parts(message: EmailMessage) -> Iterator[Any]:
    return (part for part in message.walk() if part.get_content_type() in CALENDAR_TYPES)


def said_by(event: Event, *, counters: bool) -> Said | None:
    """None where what it needs is missing; an ORGANIZER is not needed, since Exchange leaves it out."""
    uid, stamp = event.get("UID"), moment(event, "DTSTAMP")
    if not uid or stamp is None:
        return None
    original, sequence = moment(event, "RECURRENCE-ID"), sequence_of(event)
    # Without a time it names no occurrence, and says nothing of all of them either.
    if original is None and "RECURRENCE-ID" in event:
        return None
    if counters:
        start, end = moment(event, "DTSTART"), moment(event, "DTEND")
        if start is None or end is None or not timedelta(0) < end - start <= LONGEST:
            return None
        return Said(str(uid), sequence, stamp, original, start=start, end=end)
    answer = answer_of(event)
    return Said(str(uid), sequence, stamp, original, answer) if answer else None


def answer_of(event: Event) -> str:
    """Of the one who answers: whoever else is listed is echoed from the invitation."""
    held = event.get("ATTENDEE", [])
    answers = {str(each.params.get("PARTSTAT", "")).upper() for each in (held if isinstance(held, list) else [held])}
    told = answers & ANSWERS
    return told.pop() if len(told) == 1 else ""


def sequence_of(event: Event) -> int:
    """What no database could keep was not sent by us."""
    try:
        told = int(event.get("SEQUENCE", 0))
    except (TypeError, ValueError):
        return 0
    return told if 0 <= told <= MOST_CHANGES else 0


def moment(event: Event, name: str) -> datetime | None:
    """In UTC; libical writes its own times without saying so."""
    at = getattr(event.get(name), "dt", None)
    if not isinstance(at, datetime):
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
