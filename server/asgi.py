"""HTTP goes to Django; what is live passes origin and sign-in on its way to the rooms. Not here: any of them."""

from __future__ import annotations

import gc
import os
import sys
from typing import TYPE_CHECKING, Any

from django.core.asgi import get_asgi_application
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")
try:
    http = get_asgi_application()
except ImproperlyConfigured as fault:
    sys.exit(f"Not started: {fault}")

# The apps are loaded by now, so what uses their models may come in.
from rooms.bus import bus
from rooms.consumers import LiveSocket
from rooms.polling import LivePolls
from server.accounts.sign_ins import open_sign_ins
from server.accounts.sockets import SignInMiddleware
from server.ending import OrderlyEnd
from server.origin import ExactOrigin, turn_away
from server.posting import PostFromPage
from server.starting import refuse_unfit_start

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Application = Callable[[dict[str, Any], Any, Any], Awaitable[None]]

COLLECT_AFTER_OBJECTS = 20_000

refuse_unfit_start()
bus.start()

live = LiveSocket(open_sign_ins=open_sign_ins)
polls = LivePolls(open_sign_ins=open_sign_ins)


def from_page(application: Application) -> Application:
    return ExactOrigin(PostFromPage(SignInMiddleware(application)))


# Requests of the live side pass no middleware of Django's: they are many, and wait long.
posted = {"/live/poll/": from_page(polls.poll), "/live/say/": from_page(polls.say)}
sockets = {"/ws/live/": ExactOrigin(SignInMiddleware(live))}


def by_path(scope: dict[str, Any], receive: Any, send: Any) -> Awaitable[None]:
    """Not a coroutine: Channels' routers would keep what a socket came with in memory for as long as it lives."""
    if scope["type"] == "websocket":
        return sockets.get(scope["path"], turn_away)(scope, receive, send)
    return posted.get(scope["path"], http)(scope, receive, send)


application = OrderlyEnd(by_path)

# What was imported stays for good. Looking through all of it again stalled everybody for a fifth of a second.
gc.collect()
gc.freeze()
gc.set_threshold(COLLECT_AFTER_OBJECTS, 20, 50)
