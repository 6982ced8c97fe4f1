"""The ordinary pages of rooms, which work without JavaScript. Not here: what the socket does (consumers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@require_safe
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    return render(request, "rooms/mine.html")


@require_safe
@login_required
def open_rooms(request: HttpRequest) -> HttpResponse:
    return render(request, "rooms/open.html")
