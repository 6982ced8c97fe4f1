"""Sends whoever opens the site by a loopback address to its name, since passkeys and cookies belong to the name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PROBES = ("/healthz", "/readyz")


def loopback_to_name(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    def middleware(request: HttpRequest) -> HttpResponseBase:
        host = request.get_host().rpartition(":")[0]
        if host in settings.LOOPBACK_ADDRESSES and request.method in ("GET", "HEAD") and request.path not in PROBES:
            return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
        return answer(request)

    return middleware
