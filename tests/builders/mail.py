"""Mail in the queue, as the site's own backend writes it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.core.mail import EmailMessage, get_connection

from server.notices.models import OutgoingMail

BACKEND = "server.notices.mail.QueuedBackend"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def queued_mail(to: str = "noah@court.example", subject: str = "Hello", text: str = "A word.") -> OutgoingMail:
    """One due mail, as it lies in the queue."""
    message = EmailMessage(subject, text, "site@court.example", [to], connection=get_connection(BACKEND))
    message.send()
    return OutgoingMail.objects.latest("due_at")
