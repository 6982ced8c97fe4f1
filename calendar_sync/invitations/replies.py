"""Answers to invitations, from the page or by mail: whose they are is told by a secret alone. Not here: reading mail.

An answer changes its attendance and nothing else: it triggers no mail and moves no calendar.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from calendar_sync.models import Attendance, Invitee, Session

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from django.db.models import QuerySet

TOKEN_BYTES = 16


def reply_token(person: uuid.UUID, uid: str) -> str:
    """Known to whoever was sent it. Made again for each mail, so that only its hash has to be stored."""
    made = salted_hmac("calendar_sync.invitations.replies", f"{person}|{uid}", algorithm="sha256").digest()
    return base64.b32encode(made[:TOKEN_BYTES]).decode().rstrip("=").lower()


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def reply_address(token: str) -> str:
    """Where this person's calendar sends its answers."""
    name, _at, host = settings.CALENDAR_MAILBOX.partition("@")
    return f"{name}+{token}@{host}"


def come_by_mail() -> bool:
    """Whether what people answer in their calendars arrives here, by whichever way."""
    return bool(settings.INBOUND_URL or settings.INBOUND_SECRET)


def find(token: str) -> Invitee | None:
    found = Invitee.objects.filter(token_hash=hashed(token), person__is_active=True)
    return found.select_related("person").first()


def answer_by_mail(invitee: Invitee, said: str, *, sequence: int, at: datetime, original: str = "") -> int:
    """About one occurrence or all; answers to what has changed since, and older ones than the last, count no more."""
    counted = 0
    for row in attendances(invitee).select_related("session__series"):
        session = row.session
        asked = session.sequence if original or session.series is None else session.series.sequence
        # By either: the rule's number says nothing of when an occurrence of it was answered.
        is_older = row.answered_at is not None and (sequence < row.answered_sequence or at < row.answered_at)
        if sequence < asked or is_older or original not in ("", session.recurrence_id):
            continue
        keep(row, said, sequence=sequence, at=at)
        counted += 1
    return counted


def answer_on_page(invitee: Invitee, said: str) -> int:
    """About all that is to come, as it stands now; how many sessions had another answer."""
    now, rows = timezone.now(), attendances(invitee).select_related("session")
    return sum(keep(row, said, sequence=row.session.sequence, at=now) for row in rows)


def keep(row: Attendance, said: str, *, sequence: int, at: datetime) -> bool:
    """Whether it is another answer; one that is said again is newer all the same."""
    is_other = row.answer != said
    row.answer, row.answered_sequence, row.answered_at = said, sequence, at
    row.save(update_fields=["answer", "answered_sequence", "answered_at"])
    return is_other


def attendances(invitee: Invitee) -> QuerySet[Attendance]:
    """Of sessions that are not over."""
    ahead = Attendance.objects.filter(person=invitee.person_id, session__uid=invitee.uid)
    live = ahead.exclude(session__status=Session.Status.CANCELLED)
    return live.filter(session__ends_at__gt=timezone.now()).order_by("session__starts_at")
