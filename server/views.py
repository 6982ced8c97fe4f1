"""The site's own pages: the visitor's, the signed-in home, health. Not here: any feature's pages."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from csp.context_processors import nonce
from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from calendar_sync.inbound.reading import how_answers_arrive
from calendar_sync.sessions.reading import next_of
from rooms.bus import bus
from rooms.hub.running import is_ready
from server.context import THEMES, site
from server.home import what_waits

if TYPE_CHECKING:
    from django.http import HttpRequest

YEAR_SECONDS = 365 * 24 * 3600
RETRY_SECONDS = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        context = {
            "waiting": what_waits(request.user),
            "sessions": next_of(request.user, timezone.now()),
            "outages": bus.outages() if request.user.is_operator else [],
            "answers": how_answers_arrive() if request.user.is_operator else None,
        }
        return render(request, "home/home.html", context)
    return render(request, "home/visitor.html")


@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(_request: HttpRequest) -> HttpResponse:
    """The process can serve people: it is not going down, its writer moves, the database answers."""
    if not is_ready():
        return HttpResponse("the live side is not ready\n", content_type="text/plain", status=503)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("the database does not answer\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice of colours in a cookie that scripts may change too; anything unknown means as the device."""
    chosen = request.POST.get("theme", "")
    answer = redirect(_own_path(request, request.POST.get("next", "")))
    answer.set_cookie(
        "theme",
        chosen if chosen in THEMES else "system",
        max_age=YEAR_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


def server_error(request: HttpRequest) -> HttpResponse:
    """Drawn without the person and without the database, since either may be what is broken.

    A database that does not answer, is full or has no connection left is no fault of the page: 503 asks to come again.
    """
    status = 503 if isinstance(sys.exc_info()[1], OperationalError | InterfaceError) else 500
    context = {**site(request), "CSP_NONCE": nonce(request)["CSP_NONCE"]}
    answer = HttpResponse(loader.get_template(f"{status}.html").render(context), status=status)
    if status != 500:  # noqa: PLR2004  (HTTP's own)
        answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _own_path(request: HttpRequest, path: str) -> str:
    return path if url_has_allowed_host_and_scheme(path, {request.get_host()}) else "/"
