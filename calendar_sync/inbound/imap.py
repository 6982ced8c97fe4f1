"""Mail that waits in a mailbox elsewhere, by IMAP over TLS. Not here: what becomes of it (arrivals)."""

from __future__ import annotations

import imaplib
import re
import ssl
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING
from urllib.parse import unquote

from calendar_sync.inbound.boxes import MOST_AT_ONCE, Stuck

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any
    from urllib.parse import SplitResult

TLS_PORT = 993
TIMEOUT_SECONDS = 20
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


@contextmanager
def waiting_at(address: SplitResult) -> Iterator[Iterator[Message]]:
    """What is unread in the folder, newest first; OSError or imaplib.IMAP4.error where that cannot be found out."""
    mailbox = Mailbox(address)
    mailbox.enter()
    try:
        yield (Message(mailbox, uid.decode()) for uid in mailbox.unread()[: -MOST_AT_ONCE - 1 : -1])
    finally:
        mailbox.leave()


class Mailbox:
    """One folder, over one connection at a time."""

    def __init__(self, address: SplitResult) -> None:
        self._address = address
        self._server: imaplib.IMAP4

    def enter(self) -> None:
        address, context = self._address, ssl.create_default_context()
        host, port = address.hostname or "", address.port or TLS_PORT
        self._server = imaplib.IMAP4_SSL(host, port, ssl_context=context, timeout=TIMEOUT_SECONDS)
        try:
            self._server.login(unquote(address.username or ""), unquote(address.password or ""))
            required(self._server.select(quoted(unquote(address.path.strip("/")) or "INBOX")))
        except (OSError, imaplib.IMAP4.error):
            self.leave()
            raise

    def leave(self) -> None:
        with suppress(OSError, imaplib.IMAP4.error):
            self._server.logout()
        # After a goodbye that failed the socket is still open.
        with suppress(OSError):
            self._server.shutdown()

    def unread(self) -> list[bytes]:
        found = required(self._server.uid("SEARCH", "UNSEEN"))[0] or b""
        return list(found.split())

    def ask(self, command: str, *words: str) -> list[Any]:
        """About one mail. A server that fails at it, even by hanging up, is asked for the others."""
        try:
            return required(self._server.uid(command, *words))
        except (OSError, imaplib.IMAP4.abort):
            self.leave()
            self.enter()
            raise Stuck from None
        except imaplib.IMAP4.error:
            raise Stuck from None


class Message:
    """One unread mail, by its UID."""

    def __init__(self, mailbox: Mailbox, uid: str) -> None:
        self._mailbox = mailbox
        self._uid = uid

    def size(self) -> int:
        parts = self._mailbox.ask("FETCH", self._uid, "(RFC822.SIZE)")
        told = SIZE.search(b" ".join(part if isinstance(part, bytes) else part[0] for part in parts if part))
        return int(told.group(1)) if told else 0

    def content(self) -> bytes:
        """Looked at without marking it."""
        parts = self._mailbox.ask("FETCH", self._uid, "(BODY.PEEK[])")
        return next((part[1] for part in parts if isinstance(part, tuple)), b"")

    def done(self) -> None:
        self._mailbox.ask("STORE", self._uid, "+FLAGS.SILENT", r"(\Seen)")


def required(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server gave; its own words are not repeated, since they may quote an address."""
    if answer[0] != "OK":
        raise imaplib.IMAP4.error("refused")
    return answer[1]


def quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
