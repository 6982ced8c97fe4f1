"""The pages that list sessions by the reader's clock: to come, past, a month. Not here: one session (views)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import model_to_dict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from calendar_sync.sessions.forms import RemindForm
from calendar_sync.sessions.reading import MONTH_FORMAT, lines_of, read_month, sessions_of
from calendar_sync.sessions.reminding import choice_of, choose

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpResponse

    from rooms.entry import SignedIn

LINES_A_PAGE = 40
FIRST_YEAR, LAST_YEAR = 2000, 2100


@require_safe
@never_cache
@login_required
def upcoming(request: SignedIn) -> HttpResponse:
    rows = sessions_of(request.user).ahead(timezone.now())
    return listed(request, rows, "upcoming")


@require_safe
@never_cache
@login_required
def past(request: SignedIn) -> HttpResponse:
    rows = sessions_of(request.user).live().filter(starts_at__lte=timezone.now()).order_by("-starts_at", "pk")
    return listed(request, rows, "past")


def listed(request: SignedIn, rows: Any, which: str) -> HttpResponse:
    page, chosen = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page")), choice_of(request.user)
    context = {
        "page": page,
        "lines": lines_of(request.user, page.object_list),
        "which": which,
        "remind_form": RemindForm(initial={**model_to_dict(chosen), "minutes_before": chosen.minutes_before or 0}),
    }
    return render(request, "calendar_sync/sessions.html", context)


@require_safe
@never_cache
@login_required
def month(request: SignedIn) -> HttpResponse:
    """The month named by ?month=2026-11, or this one."""
    first = asked_month(request.GET.get("month", "")) or timezone.localdate().replace(day=1)
    context = {
        "month": read_month(request.user, first),
        "weekdays": list(WEEKDAYS_ABBR.values()),
        "today": timezone.localdate(),
        "which": "month",
    }
    return render(request, "calendar_sync/month.html", context)


def asked_month(said: str) -> date | None:
    """Its first day; nobody turns the pages further than a century."""
    try:
        first = datetime.strptime(said, MONTH_FORMAT).date()  # noqa: DTZ007  (a month)
    except ValueError:
        return None
    return first if FIRST_YEAR <= first.year <= LAST_YEAR else None


@require_POST
@login_required
def remind(request: SignedIn) -> HttpResponse:
    """Keep when the reader wants to be reminded."""
    form = RemindForm(request.POST)
    if form.is_valid():
        chosen = dict(form.cleaned_data)
        choose(request.user, chosen.pop("minutes_before") or None, **chosen)
        messages.success(request, _("Kept."))
    return redirect("calendar:sessions")
