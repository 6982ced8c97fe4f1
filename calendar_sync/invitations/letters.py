"""A mail about sessions: fixed words, when they are, and the part that calendars read. Not here: who gets it (invites).

It names nobody and quotes nothing: whatever stands in it is kept by the providers of two mailboxes and calendars.
"""

from __future__ import annotations

from email.mime.text import MIMEText
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from calendar_sync.clocks.labels import clock, day_name, zone_at
from calendar_sync.clocks.wall_clock import local_day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django_stubs_ext import StrOrPromise

    from calendar_sync.models import Session

MOST_TOLD = 4
CALENDAR_TYPE = "text/calendar"
HEADLINES: dict[str, StrOrPromise] = {
    "booked": gettext_lazy("A mentoring session is booked"),
    "waits": gettext_lazy("A mentoring session waits for the mentor's answer"),
    "approved": gettext_lazy("A mentoring session is agreed"),
    "moved": gettext_lazy("A mentoring session was moved"),
    "edited": gettext_lazy("A mentoring session has another place to meet"),
    "cancelled": gettext_lazy("A mentoring session was cancelled"),
    "declined": gettext_lazy("A mentoring session was declined"),
    "expired": gettext_lazy("A mentoring session was not answered in time"),
    "closed": gettext_lazy("A mentoring session was cancelled with its mentorship"),
}


class Letter(EmailMultiAlternatives):
    """With a part for calendars, told as base64, since not every mail server passes 8 bits on (RFC 6047 2.5)."""

    def _create_mime_attachment(self, content: Any, mimetype: str) -> Any:
        kind, _semicolon, method = mimetype.partition("; method=")
        if kind != CALENDAR_TYPE:
            return super()._create_mime_attachment(content, mimetype)  # type: ignore[misc]  # the stubs leave it out
        part = MIMEText(content.decode(), "calendar", "utf-8")
        part.set_param("method", method)
        return part


def letter(headline: str, to: str, text: str, calendar: tuple[str, bytes] | None) -> Letter:
    """`calendar` is a method and its object; what reads no parts finds it attached as well."""
    subject = str(HEADLINES[headline])
    made = Letter(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    page = render_to_string("emails/message.html", {"subject": subject, "text": text})
    made.attach_alternative(page, "text/html")
    if calendar:
        method, content = calendar
        made.attach_alternative(content, f"{CALENDAR_TYPE}; method={method}")
        made.attach("session.ics", content, "application/ics")
    return made


def text_of(headline: str, sessions: Sequence[Session], tzid: str, paragraphs: Sequence[str]) -> str:
    """The headline, the times on the reader's own clock, and what else they need."""
    told = [when(each, tzid) for each in sessions[:MOST_TOLD]]
    more = len(sessions) - MOST_TOLD
    if more > 0:
        told.append(ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more})
    rest = _("What it is about stands in the room alone.")
    return "\n\n".join([f"{HEADLINES[headline]}.", "\n".join(told), *paragraphs, rest])


def when(session: Session, tzid: str) -> str:
    """Such as "Tuesday, 24 November, 17:00 to 18:00 (Berlin, UTC+01:00)"."""
    return _("%(day)s, %(start)s to %(end)s (%(zone)s)") % {
        "day": day_name(local_day(tzid, session.starts_at)),
        "start": clock(session.starts_at, tzid),
        "end": clock(session.ends_at, tzid),
        "zone": zone_at(tzid, session.starts_at),
    }
