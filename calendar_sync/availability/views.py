"""The page on which a mentor says when she can be met. Not here: its forms (sheet), keeping them."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from calendar_sync.availability.publishing import policy_of, publish
from calendar_sync.availability.rules import diary_of, link_of
from calendar_sync.availability.sheet import Sheet
from calendar_sync.availability.slots import free
from calendar_sync.clocks.labels import clock, day_name, zone_at
from calendar_sync.clocks.wall_clock import DAY, Span, joined, local_day
from calendar_sync.invitations.ripples import change_place
from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.http import HttpResponse

    from calendar_sync.models import Policy
    from rooms.entry import SignedIn

WEEK = timedelta(days=7)
STATUS = {"conflict": 409, "too_fast": 429, "unavailable": 503}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def availability(request: SignedIn) -> HttpResponse:
    if request.method != "POST":
        return page(request, shown(request))
    if "add" in request.POST:
        return page(request, Sheet.again(request.POST, add=request.POST["add"]))
    sheet = Sheet.read(request.POST)
    if not sheet.is_valid:
        return page(request, sheet, status=422)
    return keep(request, sheet)


def keep(request: SignedIn, sheet: Sheet) -> HttpResponse:
    try:
        require_patience(request)
        before, terms = link_of(policy_of(request.user)), sheet.content
        publish(request.user, terms, seen=sheet.terms.cleaned_data["version"])
        if terms.link != before:
            change_place(request.user)
    except Refused as refused:
        return say_again(request, refused)
    messages.success(request, _("Your availability is saved."))
    return redirect("calendar:availability")


def require_patience(request: SignedIn) -> None:
    if not ratelimit.consume(request, action="availability"):
        raise Refused("too_fast", _("That was often in a short time. Wait some minutes."))


def say_again(request: SignedIn, refused: Refused) -> HttpResponse:
    """What was entered stands on the page once more, and next time it is the newest."""
    entered = request.POST.copy()
    if refused.code == "conflict":
        entered["version"] = str(policy_of(request.user).version)
    messages.warning(request, refused.text)
    return page(request, Sheet.again(entered), status=STATUS.get(refused.code, 422))


def shown(request: SignedIn) -> Sheet:
    policy = policy_of(request.user)
    return Sheet.of(policy, local_day(policy.tzid, timezone.now()))


def page(request: SignedIn, sheet: Sheet, status: int = 200) -> HttpResponse:
    policy, now = policy_of(request.user), timezone.now()
    context = {
        "sheet": sheet,
        "faults": [*sheet.faults],
        "coming": [*coming(policy, now)] if policy.version else [],
        "policy": policy,
        "zone": zone_at(policy.tzid, now),
    }
    return render(request, "calendar_sync/availability.html", context, status=status)


def coming(policy: Policy, now: datetime) -> Iterator[tuple[str, list[str]]]:
    """The next seven days, each with the times that can be booked as they stand published."""
    span = Span(now, now + WEEK)
    minutes = min(policy.durations)
    starts = free(diary_of(policy, (), span, now=now), span, minutes)
    found = {
        day: [*joined(Span(at, at + timedelta(minutes=minutes)) for at in moments)]
        for day, moments in groupby(starts, key=lambda at: local_day(policy.tzid, at))
    }
    today = now.astimezone(ZoneInfo(policy.tzid)).date()
    for number in range(7):
        day = today + number * DAY
        yield day_name(day), [hours(each, policy.tzid) for each in found.get(day, [])]


def hours(span: Span, tzid: str) -> str:
    return f"{clock(span.start, tzid)}–{clock(span.end, tzid)}"  # noqa: RUF001  (an interval's own dash)
