"""The page on which somebody has one of their feeds checked. Not here: what is checked (self_test)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from calendar_sync.clocks.labels import clock, day_name
from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.clocks.wall_clock import local_day
from calendar_sync.feeds import feeds
from calendar_sync.feeds.lines import shown
from calendar_sync.feeds.self_test import COMPARED, examine
from calendar_sync.models import Feed

if TYPE_CHECKING:
    import uuid
    from datetime import datetime

    from django.http import HttpResponse

    from rooms.entry import SignedIn


@require_safe
@never_cache
@login_required
def check(request: SignedIn, feed: uuid.UUID) -> HttpResponse:
    refusal: HttpResponse | None = ratelimit.consume_or_429(request, action="feeds", limit_get=True)
    if refusal:
        return refusal
    rows = Feed.objects.of(request.user).prefetch_related("readers", "room__memberships__person")
    now = timezone.now()
    [view] = feeds.views_of(request.user, [get_object_or_404(rows, pk=feed)], now)
    report, zone = examine(view, now), canonical_zone(request.user.time_zone)
    context = {
        "feed": shown(view),
        "report": report,
        "days": COMPARED.days,
        "lost": [told(at, zone) for at in report.lost],
        "invented": [told(at, zone) for at in report.invented],
    }
    return render(request, "calendar_sync/feed_check.html", context)


def told(at: datetime, zone: str) -> str:
    return f"{day_name(local_day(zone, at))}, {clock(at, zone)}"
