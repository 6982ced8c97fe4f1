"""The page of calendars of elsewhere that say when a mentor is busy. Not here: reading them (sources)."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from calendar_sync.availability.publishing import policy_of
from calendar_sync.availability.rules import imported
from calendar_sync.busy import sources as busy
from calendar_sync.busy.addresses import place_of
from calendar_sync.clocks.labels import clock, day_name, zone_at
from calendar_sync.clocks.wall_clock import DAY, Span, begin_of, local_day
from calendar_sync.models import BusyBlock, BusySource
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse

    from calendar_sync.models import Policy
    from rooms.entry import SignedIn

WEEK = timedelta(days=7)
STATUS = {"too_fast": 429}


class BusyForm(forms.Form):
    url = forms.CharField(
        label=gettext_lazy("Secret address in iCal format"),
        max_length=2000,
        help_text=gettext_lazy(
            "Google, Outlook and Apple name one for each calendar, ending in .ics. It is kept sealed and not shown."
        ),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false", "placeholder": "https://"}),
    )


class Shown(NamedTuple):
    """One calendar with the host of its address; the rest of it is a secret."""

    row: BusySource
    host: str
    times: int


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def mine(request: SignedIn) -> HttpResponse:
    form = BusyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, form, 422 if form.is_bound else 200)
    try:
        require_patience(request)
        busy.add(request.user, form.cleaned_data["url"])
    except Refused as refused:
        form.add_error("url", str(refused.text))
        return page(request, form, STATUS.get(refused.code, 422))
    messages.success(request, _("The calendar is read within a minute."))
    return redirect("calendar:busy_sources")


@require_POST
@login_required
def remove(request: SignedIn, source: uuid.UUID) -> HttpResponse:
    return carry(request, lambda: busy.remove(request.user, source), _("The calendar and its times are gone."))


@require_POST
@login_required
def read_again(request: SignedIn, source: uuid.UUID) -> HttpResponse:
    return carry(request, lambda: busy.read_soon(request.user, source), _("The calendar is read within a minute."))


def carry(request: SignedIn, deed: Callable[[], None], said: str) -> HttpResponse:
    try:
        require_patience(request)
        deed()
    except Refused as refused:
        if refused.code == "not_found":
            raise Http404 from None
        messages.error(request, refused.text)
    else:
        messages.success(request, said)
    return redirect("calendar:busy_sources")


def require_patience(request: SignedIn) -> None:
    """Each of these makes the site ask somebody else's server."""
    if not ratelimit.consume(request, action="busy"):
        raise Refused("too_fast", _("That was often in a short time. Wait some minutes."))


def page(request: SignedIn, form: BusyForm, status: int) -> HttpResponse:
    policy, now = policy_of(request.user), timezone.now()
    rows = BusySource.objects.filter(person=request.user).order_by("added_at")
    blocks = BusyBlock.objects.filter(source__person=request.user)
    times = dict(blocks.values_list("source").annotate(count=Count("pk")))
    context = {
        "form": form,
        "sources": [Shown(row, place_of(busy.url_of(row)).host, times.get(row.pk, 0)) for row in rows],
        "days": [*coming(policy, Span(now, now + WEEK))],
        "zone": zone_at(policy.tzid, now),
        "policy": policy,
    }
    return render(request, "calendar_sync/busy.html", context, status=status)


def coming(policy: Policy, span: Span) -> Iterator[tuple[str, list[str]]]:
    """The busy times of the next seven days, each on the days that it touches."""
    pieces = [piece for each in imported(policy, span) for piece in by_day(each, policy.tzid)]
    for day, found in groupby(pieces, key=lambda piece: local_day(policy.tzid, piece.start)):
        yield day_name(day), [hours(piece, policy.tzid) for piece in found]


def by_day(span: Span, tzid: str) -> Iterator[Span]:
    start = span.start
    while start < span.end:
        next_day = begin_of(local_day(tzid, start) + DAY, tzid)
        yield Span(start, min(next_day, span.end))
        start = next_day


def hours(span: Span, tzid: str) -> str:
    """A piece that ends with its day ends at 24:00."""
    ends = clock(span.end, tzid)
    return f"{clock(span.start, tzid)}–{'24:00' if ends == '00:00' else ends}"  # noqa: RUF001  (an interval's own dash)
