"""The site's own pages: the visitor's, the signed-in home, health. Not here: any feature's pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from server.context import THEMES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

YEAR_SECONDS = 365 * 24 * 3600


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "home.html" if request.user.is_authenticated else "visitor.html")


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


def _own_path(request: HttpRequest, path: str) -> str:
    return path if url_has_allowed_host_and_scheme(path, {request.get_host()}) else "/"
