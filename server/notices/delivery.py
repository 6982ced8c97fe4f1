"""Sends due mails, each with its own outcome. Not here: writing them (mail) and the loop around (worker)."""

from __future__ import annotations

import email
import smtplib
from email import policy
from typing import TYPE_CHECKING, Protocol

import structlog
from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone

from rooms.vault import VaultError
from server.notices.mail import letter_of
from server.notices.models import DemoMail, OutgoingMail

if TYPE_CHECKING:
    from collections.abc import Callable

    from server.notices.mail import Letter

log = structlog.get_logger(__name__)

BATCH = 20
REFUSED_FOR_GOOD = 500


class Post(Protocol):
    """Whoever takes letters away."""

    def deliver(self, letter: Letter) -> None: ...

    def close(self) -> None: ...


class SmtpPost:
    """Hands letters to the mail server of EMAIL_URL, several over one connection."""

    def __init__(self) -> None:
        self._backend = EmailBackend()

    def deliver(self, letter: Letter) -> None:
        self._backend.open()
        server = self._backend.connection
        if server is None:
            raise OSError("The mail server closed the connection.")
        server.sendmail(letter.sender, letter.recipients, letter.message)

    def close(self) -> None:
        self._backend.close()


class DemoPost:
    """Puts letters into the demo's own letter box, where everybody at the machine may read them."""

    def deliver(self, letter: Letter) -> None:
        message = email.message_from_bytes(letter.message, policy=policy.default)
        body = message.get_body(("plain", "html"))
        DemoMail.objects.create(
            to=", ".join(letter.recipients)[:320],
            subject=str(message["Subject"])[:200],
            text=body.get_content() if body else "",
        )

    def close(self) -> None:
        """Nothing is held open."""


def post_of_site() -> Post | None:
    """How this site's mail travels; None while nobody has named a mail server."""
    if settings.DEMO:
        return DemoPost()
    return SmtpPost() if settings.SMTP_URL else None


def deliver_due(post: Post, stopping: Callable[[], bool]) -> int:
    """Claim one batch and try each mail of it; returns how many were tried."""
    claimed = OutgoingMail.objects.claim(timezone.now(), BATCH)
    untried = list(claimed)
    try:
        while untried and not stopping():
            deliver(post, untried.pop(0))
    finally:
        # A mail that was leaving while we were stopped keeps its lease: its outcome is not known.
        OutgoingMail.objects.release(mail.pk for mail in untried)
        post.close()
    return len(claimed) - len(untried)


def deliver(post: Post, mail: OutgoingMail) -> None:
    try:
        post.deliver(letter_of(mail))
    except Exception as error:  # noqa: BLE001  (whatever one mail does, the next one goes out)
        mail.mark_failed(timezone.now(), described(error), for_good=is_for_good(error))
        log.warning("mail not sent", mail=str(mail.pk), attempt=mail.attempts, failure=mail.failure)
    else:
        mail.mark_sent(timezone.now())


def described(error: Exception) -> str:
    """The type of a failure with the server's number; its words may name people."""
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".strip()


def is_for_good(error: Exception) -> bool:
    """Whether trying again is in vain: the server refused every recipient, or the message itself, for good."""
    match error:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return all(code >= REFUSED_FOR_GOOD for code, _text in refused.values())
        case smtplib.SMTPDataError(smtp_code=code):
            return code >= REFUSED_FOR_GOOD
    return isinstance(error, VaultError)
