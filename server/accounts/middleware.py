"""Serves each page in the signed-in person's time zone, and keeps a browser in use signed in. Not here: signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils import timezone

from calendar_sync.clocks.timezones import canonical_zone
from server.accounts import sign_ins

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class PersonMiddleware:
    """Stands after the authentication middleware; a visitor without a cookie costs no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        sign_ins.note_seen(request)
        with timezone.override(ZoneInfo(canonical_zone(request.user.time_zone))):
            return self.get_response(request)
