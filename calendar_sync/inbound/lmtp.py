"""The LMTP door: a mail server hands over a mail and hears whether it was kept. Not here: what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import structlog
from aiosmtpd.lmtp import LMTP
from channels.db import database_sync_to_async
from django.conf import settings

from calendar_sync.invitations.arrivals import NOT_NOW, receive
from calendar_sync.invitations.inbox import MOST_BYTES

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 60
KEPT = "250 2.0.0 Kept"
TRY_AGAIN = "451 4.3.0 Not kept, try again later"
NOBODY = "550 5.1.1 No such mailbox"
# Each gets an answer of its own (RFC 2033 4.2), which the library does not know; the rest comes in a mail of its own.
ONE_AT_A_TIME = "452 4.5.3 One recipient at a time"


class Door:
    """What aiosmtpd asks at each step."""

    async def handle_RCPT(self, *told: Any) -> str:  # noqa: N802  (named by aiosmtpd)
        _server, _session, envelope, address, _options = told
        if envelope.rcpt_tos:
            return ONE_AT_A_TIME
        if not is_ours(address):
            return NOBODY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (aiosmtpd)
        # The envelope knows better than the header whom the mail is for.
        header = f"Delivered-To: {envelope.rcpt_tos[0]}\r\n".encode("ascii", "replace")
        content = envelope.content
        assert isinstance(content, bytes)
        said: str = await database_sync_to_async(keep)(header + content)
        return said


def is_ours(address: str) -> bool:
    """The mailbox that organises sessions, with or without a secret behind its name."""
    name, _at, host = address.lower().rpartition("@")
    ours, _at, our_host = settings.CALENDAR_MAILBOX.lower().rpartition("@")
    return (name.partition("+")[0], host) == (ours, our_host)


def keep(content: bytes) -> str:
    try:
        receive(content)
    except NOT_NOW as fault:
        log.warning("mail for the calendar has to wait", fault=type(fault).__name__)
        return TRY_AGAIN
    return KEPT


def protocol() -> Any:
    """For each connection of a mail server."""
    return LMTP(Door(), data_size_limit=MOST_BYTES, timeout=TIMEOUT_SECONDS, ident="Menteo")
