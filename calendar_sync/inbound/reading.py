"""Reads the mailbox that the site is told to read, and remembers how it went. Not here: how each kind is read."""

from __future__ import annotations

import imaplib
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.utils import timezone

from calendar_sync.inbound import imap, maildir
from calendar_sync.inbound.boxes import Tally, read_all
from calendar_sync.invitations.replies import come_by_mail
from calendar_sync.models import MailboxState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from urllib.parse import SplitResult

    from calendar_sync.inbound.boxes import Waiting

    Box = Callable[[SplitResult], AbstractContextManager[Iterator[Waiting]]]

log = structlog.get_logger(__name__)

# Those that have to be asked; through the other doors mail comes by itself.
BOXES: dict[str, Box] = {"imaps": imap.waiting_at, "maildir": maildir.waiting_at}


class Arriving(NamedTuple):
    """How answers by mail reach the site, as operators are told: not at all, from a box, or through a door."""

    way: Literal["none", "box", "door"]
    state: MailboxState


def how_answers_arrive() -> Arriving:
    if has_box():
        return Arriving("box", MailboxState.objects.filter(pk=1).first() or MailboxState())
    return Arriving("door" if come_by_mail() else "none", MailboxState())


def has_box() -> bool:
    return urlsplit(settings.INBOUND_URL).scheme in BOXES


def read_box() -> Tally:
    """Everything that waits there, up to a bound; whoever reads it at the same time does no harm."""
    address = urlsplit(settings.INBOUND_URL)
    try:
        with BOXES[address.scheme](address) as waiting:
            tally = read_all(waiting)
    except (OSError, imaplib.IMAP4.error) as fault:
        return remember(Tally(), type(fault).__name__)
    return remember(tally, "Stuck" if tally.left else "")


def remember(tally: Tally, trouble: str) -> Tally:
    """The address of the mailbox stands in no log line, since it holds a password."""
    now, state = timezone.now(), MailboxState.objects.get_or_create(pk=1)[0]
    if trouble and not state.trouble:
        state.troubled_at = now
        log.warning("the mailbox of the calendar cannot be read", fault=trouble)
    if not trouble:
        state.read_at = now
    state.trouble = trouble
    state.save()
    return tally
