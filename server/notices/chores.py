"""What the worker tidies up now and then: rows that nobody needs any more. Not here: mail that waits (delivery)."""

from __future__ import annotations

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from calendar_sync.booking.claims import forget_past
from rooms.files.keeping import let_useless_go
from rooms.models import Control
from server.notices.models import DemoMail, OutgoingMail

MAIL_KEPT = timedelta(days=30)
CONTROL_KEPT = timedelta(days=1)


def tidy_up() -> None:
    """Delete mails that are done, orders that all have obeyed, ended sign-ins, past claims, useless files."""
    now = timezone.now()
    done = Q(sent_at__lt=now - MAIL_KEPT) | Q(failed_at__lt=now - MAIL_KEPT)
    OutgoingMail.objects.filter(done).delete()
    DemoMail.objects.filter(at__lt=now - MAIL_KEPT).delete()
    Control.objects.filter(at__lt=now - CONTROL_KEPT).delete()
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    forget_past(now)
    let_useless_go()
