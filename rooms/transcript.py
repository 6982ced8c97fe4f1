"""A room's words for paper: long pages, grouped by the reader's days. Not here: how a line is marked up (markup)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rooms.snapshot import page_around, page_before

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import tzinfo

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


def transcript_pages(room: Room, *, zone: tzinfo, language: str, size: int = MESSAGES_A_PAGE) -> Iterator[str]:
    """The whole conversation as Markdown from its beginning, read page by page while it is handed on."""
    day: date | None = None
    for first in range(1, room.message_no + 1, size):
        page = page_around(room, first + size // 2, size)
        # Whoever asks for the next page may do so in another thread, where the reader's settings are not known.
        with timezone.override(zone), translation.override(language):
            lines = _lines(page)
            text = "".join(
                _day_and_line(line, day if no == 0 else lines[no - 1].at.date()) for no, line in enumerate(lines)
            )
        yield text
        day = lines[-1].at.date()


def _day_and_line(line: Line, day_before: date | None) -> str:
    day = line.at.date()
    heading = f"## {date_format(day, 'l, j F Y')}\n\n" if day != day_before else ""
    quoted = f"> {line.quoted_author.name}: {line.quoted.text}\n\n" if line.quoted and line.quoted_author else ""
    text = f"*{_('Message deleted')}*" if line.message.deleted_by else line.message.text
    return f"{heading}**{line.author.name}**, {line.at:%H:%M}\n\n{quoted}{text}\n\n"
