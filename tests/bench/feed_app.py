"""The site, with the same feed in the usual way at /usual/, and how late its loop was at /late/. Run by Daphne.

A bench reads a feed more often than any program may, so its limit is lifted here.
"""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

from server.asgi import application as site

from django.conf import settings  # isort: skip  (the site readies the settings and the apps)
from django.http import HttpRequest, HttpResponse  # isort: skip
from django.urls import include, path  # isort: skip
from django.utils import timezone  # isort: skip

from calendar_sync.feeds import feeds  # isort: skip
from tests.bench.usual_feed import usual_body  # isort: skip

BEAT_SECONDS = 0.005
late: list[float] = []
watches: list[asyncio.Task[None]] = []


def usual(_request: HttpRequest, token: str) -> HttpResponse:
    view = feeds.find(token, timezone.now())
    assert view
    return HttpResponse(usual_body(view), content_type="text/calendar")


urlpatterns = [path("usual/<str:token>/", usual), path("", include("server.urls"))]
settings.ROOT_URLCONF = __name__
settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "feed": "1000000/m/key"}


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if not watches and scope["type"] == "http":
        watches.append(asyncio.create_task(watch()))
    if scope["type"] == "http" and scope["path"] == "/late/":
        await answer(send, json.dumps(late).encode())
        late.clear()
    else:
        await site(scope, receive, send)


async def watch() -> None:
    """What a socket's frame would have waited."""
    while True:
        due = time.perf_counter() + BEAT_SECONDS
        await asyncio.sleep(BEAT_SECONDS)
        late.append(time.perf_counter() - due)


async def answer(send: Any, content: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": content})
