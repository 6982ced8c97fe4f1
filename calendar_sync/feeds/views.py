"""The doors of calendar feeds: what programs fetch, and the page on which their owner keeps them. Not here: verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from calendar_sync.feeds import feeds
from calendar_sync.feeds.forms import FeedForm
from calendar_sync.feeds.lines import shown
from calendar_sync.feeds.readers import note
from calendar_sync.invitations.forms import WayForm
from calendar_sync.invitations.ways import choice_of
from calendar_sync.models import Feed
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from calendar_sync.feeds.feeds import View
    from rooms.entry import SignedIn

CALENDAR = "text/calendar; charset=utf-8"
NEW_ADDRESS = "feed-address"
KEPT_SECONDS = 300
LONGEST_TOKEN = 64


# What programs fetch


@require_safe
def fetch(request: HttpRequest, token: str, name: str) -> HttpResponseBase:  # noqa: ARG001  (any name will do)
    """No cookie, no sign-in, no redirect; with what the program has already, neither sessions nor words are read."""
    view = found(request, token, apart=request.GET.get("expand") == "1")
    if isinstance(view, HttpResponse):
        return view
    note(view.feed, agent_of(request), view.mark)
    return answer(request, view.etag, lambda: feeds.body(view))


@require_safe
def free_busy(request: HttpRequest, token: str) -> HttpResponseBase:
    """When the owner is in a session, for programs that ask for nothing else."""
    view = found(request, token)
    if isinstance(view, HttpResponse):
        return view
    note(view.feed, agent_of(request), view.mark, only_times=True)
    return answer(request, view.etag_of_times, lambda: feeds.busy(view))


def agent_of(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")


def answer(request: HttpRequest, etag: str, body: Callable[[], bytes]) -> HttpResponseBase:
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged or HttpResponse(body(), content_type=CALENDAR)
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
@never_cache
@login_required
def download(request: SignedIn, session: uuid.UUID) -> HttpResponse:
    """One session as a file, or the series that it belongs to, for whoever takes part in it."""
    content = feeds.calendar_of(request.user, session)
    if content is None:
        raise Http404
    named = {"Content-Disposition": 'attachment; filename="session.ics"'}
    return HttpResponse(content, content_type=CALENDAR, headers=named)


def found(request: HttpRequest, token: str, *, apart: bool = False) -> View | HttpResponse:
    """The feed, or the one answer to wrong, revoked and guessed addresses alike."""
    view = feeds.find(token, timezone.now(), apart=apart) if len(token) <= LONGEST_TOKEN else None
    if view is None:
        return slowed(request, "feed_unknown") or HttpResponse(status=404, headers={"Cache-Control": "no-store"})
    return slowed(request, "feed", key=view.feed.token_hash) or view


def slowed(request: HttpRequest, action: str, key: str | None = None) -> HttpResponse | None:
    refusal: HttpResponse | None = ratelimit.consume_or_429(request, action=action, key=key, limit_get=True)
    return refusal


# The owner's page


@require_safe
@never_cache
@login_required
def mine(request: SignedIn) -> HttpResponse:
    return page(request, FeedForm(person=request.user))


@require_POST
@never_cache
@login_required
def make(request: SignedIn) -> HttpResponse:
    form = FeedForm(request.POST, person=request.user)
    if not form.is_valid():
        return page(request, form)
    return tell_address(request, lambda: feeds.make(request.user, **form.wanted))


@require_POST
@never_cache
@login_required
def rotate(request: SignedIn, feed: uuid.UUID) -> HttpResponse:
    return tell_address(request, lambda: feeds.rotate(request.user, feed))


@require_POST
@never_cache
@login_required
def revoke(request: SignedIn, feed: uuid.UUID) -> HttpResponse:
    feeds.revoke(request.user, feed)
    messages.success(request, _("The feed is revoked. Calendars that read it get nothing any more."))
    return redirect("calendar:feeds")


def tell_address(request: SignedIn, deed: Callable[[], str]) -> HttpResponse:
    """Carry the deed out; its token is shown on the next page, once, and kept by nobody but its reader."""
    try:
        require_patience(request)
        request.session[NEW_ADDRESS] = deed()
    except Refused as refused:
        messages.warning(request, refused.text)
    return redirect("calendar:feeds")


def require_patience(request: SignedIn) -> None:
    if not ratelimit.consume(request, action="feeds"):
        raise Refused("too_fast", _("That was often in a short time. Wait some minutes."))


def page(request: SignedIn, form: FeedForm) -> HttpResponse:
    rows = Feed.objects.of(request.user).prefetch_related("readers", "room__memberships__person")
    views = feeds.views_of(request.user, rows, timezone.now())
    token = request.session.pop(NEW_ADDRESS, None)
    context = {
        "form": form,
        "feeds": [shown(view) for view in views],
        "address": addresses(token) if token else None,
        "way_form": WayForm(initial={"way": choice_of(request.user)}),
    }
    return render(request, "calendar_sync/feeds.html", context, status=422 if form.errors else 200)


def addresses(token: str) -> dict[str, str]:
    """One feed as each calendar wants to be told of it."""
    path = reverse("calendar:feed", args=[token, "mentoring"])
    secret = settings.SITE_URL + path
    webcal = f"webcal://{urlsplit(settings.SITE_URL).netloc}{path}"
    google = webcal if settings.GOOGLE_FEED_SCHEME == "webcal" else secret
    named = quote(_("Mentoring"), safe="")
    return {
        "https": secret,
        "webcal": webcal,
        "google": f"https://calendar.google.com/calendar/r?cid={quote(google, safe='')}",
        "outlook": f"https://outlook.live.com/calendar/0/addfromweb?url={quote(secret, safe='')}&name={named}",
        "busy": settings.SITE_URL + reverse("calendar:busy", args=[token]),
    }
