"""Writes a mail as a due row, in the caller's transaction, and reads it again. Not here: sending (delivery)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import sanitize_address

from rooms.vault import open_site, seal_site
from server.notices.models import OutgoingMail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage

PURPOSE = "mail"
ENCODING = "utf-8"


class Letter(msgspec.Struct):
    """What an SMTP server is told: who sends, who receives, and the message as bytes."""

    sender: str
    recipients: list[str]
    message: bytes


class QueuedBackend(BaseEmailBackend):
    """Django's door for mail: nothing leaves here, the worker sends it after the commit."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [queued(message) for message in email_messages if message.recipients()]
        OutgoingMail.objects.bulk_create(rows)
        return len(rows)


def queued(message: EmailMessage) -> OutgoingMail:
    row_id = uuid.uuid4()
    letter = msgspec.msgpack.encode(letter_from(message))
    return OutgoingMail(id=row_id, letter=seal_site(PURPOSE, str(row_id), letter))


def letter_from(message: EmailMessage) -> Letter:
    return Letter(
        sender=sanitize_address(message.from_email, ENCODING),
        recipients=[sanitize_address(address, ENCODING) for address in message.recipients()],
        message=message.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]  # the stubs miss Django's own method
    )


def letter_of(mail: OutgoingMail) -> Letter:
    return msgspec.msgpack.decode(open_site(PURPOSE, str(mail.pk), bytes(mail.letter)), type=Letter)
