"""Mails about sessions as they lie in the queue, and the calendar parts in them. Not here: other mail (letters)."""

from __future__ import annotations

import email
import re
from dataclasses import dataclass
from email import policy
from typing import TYPE_CHECKING

from icalendar import Calendar

from server.notices.mail import letter_of
from server.notices.models import OutgoingMail

if TYPE_CHECKING:
    from email.message import EmailMessage

    from icalendar import Event

    from server.accounts.models import Person


@dataclass
class Sent:
    """One mail: its subject, its text, what its calendar part asks, and that part."""

    subject: str
    text: str
    method: str
    calendar: bytes

    @property
    def events(self) -> list[Event]:
        return Calendar.from_ical(self.calendar.decode()).events if self.calendar else []

    @property
    def token(self) -> str:
        found = re.search(r"/cal/answer/(\w+)/", self.text)
        assert found, self.text
        return found.group(1)


def mails_to(person: Person) -> list[Sent]:
    """In the order in which they were written."""
    letters = [letter_of(mail) for mail in OutgoingMail.objects.order_by("due_at") if mail.letter]
    return [read(each.message) for each in letters if person.email in each.recipients]


def read(raw: bytes) -> Sent:
    message = email.message_from_bytes(raw, policy=policy.default)
    part = calendar_part(message)
    body = message.get_body(("plain",))
    assert body
    method = str(part.get_param("method")) if part else ""
    return Sent(str(message["Subject"]), body.get_content(), method, part.get_payload(decode=True) if part else b"")


def calendar_part(message: EmailMessage) -> EmailMessage | None:
    return next((part for part in message.walk() if part.get_content_type() == "text/calendar"), None)


def told(person: Person) -> list[tuple[str, int]]:
    """What calendars were asked, with the sequence, mail by mail."""
    return [
        (sent.method, max((int(event["SEQUENCE"]) for event in sent.events), default=0)) for sent in mails_to(person)
    ]
