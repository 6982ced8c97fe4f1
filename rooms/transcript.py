"""A room's words for paper: long pages, grouped by the reader's days. Not here: how a line is marked up (markup)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone

from rooms.snapshot import page_before

if TYPE_CHECKING:
    from rooms.models import Room
    from rooms.protocol.wire import MessageView, Page, PersonCard

MESSAGES_A_PAGE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One message as it is printed; a deleted one has no text."""

    message: MessageView
    author: PersonCard
    at: datetime
    quoted: MessageView | None
    quoted_author: PersonCard | None


@dataclass(frozen=True, slots=True)
class Transcript:
    """Days with their lines, oldest first, and where the earlier page ends."""

    days: list[tuple[date, list[Line]]]
    earlier: int | None


def read_transcript(room: Room, before: int | None = None) -> Transcript:
    """The messages before a number, or the newest ones."""
    page = page_before(room, before or room.message_no + 1, MESSAGES_A_PAGE)
    lines = _lines(page)
    days = [(day, list(group)) for day, group in groupby(lines, key=lambda line: line.at.date())]
    return Transcript(days, earlier=page.messages[0].no if page.earlier else None)


def _lines(page: Page) -> list[Line]:
    people = {card.id: card for card in page.people}
    messages = {message.id: message for message in (*page.quoted, *page.messages)}
    return [_line(message, people, messages) for message in page.messages]


def _line(message: MessageView, people: dict[str, PersonCard], messages: dict[str, MessageView]) -> Line:
    quoted = messages.get(message.reply_to or "")
    return Line(
        message=message,
        author=people[message.by],
        at=timezone.localtime(datetime.fromisoformat(message.at)),
        quoted=quoted,
        quoted_author=people.get(quoted.by) if quoted else None,
    )
