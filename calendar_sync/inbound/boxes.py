"""A box in which mail waits: each is marked as read only after it was kept. Not here: where it lies (imap, maildir)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import structlog

from calendar_sync.invitations.arrivals import NOT_NOW, drop, receive
from calendar_sync.invitations.inbox import MOST_BYTES, Dropped

if TYPE_CHECKING:
    from collections.abc import Iterable

log = structlog.get_logger(__name__)

MOST_AT_ONCE = 200


class Stuck(Exception):  # noqa: N818  (one mail's own matter, the others go on)
    """This mail cannot be fetched or marked."""


class Waiting(Protocol):
    """One mail that nobody has read yet; Stuck where it cannot be had."""

    def size(self) -> int:
        """In bytes."""

    def content(self) -> bytes:
        """Asked for only where the size is bearable."""

    def done(self) -> None:
        """Mark it as read."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many mails there were, in how many of them was an answer, and how many have to wait for another time."""

    mails: int = 0
    answers: int = 0
    left: int = 0


def read_all(mails: Iterable[Waiting]) -> Tally:
    """Kept first, then marked: whoever is cut off in between reads a mail twice, which changes nothing."""
    read = answers = left = 0
    for mail in mails:
        read += 1
        try:
            answers += has_answer(mail)
            mail.done()
        except (*NOT_NOW, Stuck) as fault:
            log.warning("mail for the calendar has to wait", fault=type(fault).__name__)
            left += 1
    return Tally(read, answers, left)


def has_answer(mail: Waiting) -> bool:
    if mail.size() > MOST_BYTES:
        drop(Dropped("too large"))
        return False
    return receive(mail.content()) > 0
