"""HTTP goes to Django; sockets pass origin and sign-in on their way to the live room. Not here: either of the two."""

from __future__ import annotations

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "server.settings")
http = get_asgi_application()

# The apps are loaded by now, so what uses their models may come in.
from rooms.consumers import LiveSocket  # noqa: E402
from server.accounts.sign_ins import open_sign_ins  # noqa: E402
from server.accounts.sockets import SignInMiddleware  # noqa: E402
from server.ending import FinishRequests  # noqa: E402
from server.origin import ExactOrigin  # noqa: E402
from server.starting import refuse_unfit_start  # noqa: E402

refuse_unfit_start()

live = LiveSocket(open_sign_ins=open_sign_ins)

application = ProtocolTypeRouter(
    {
        "http": FinishRequests(http),
        # Channels' routes are Django's, but lead to applications.
        "websocket": ExactOrigin(URLRouter([path("ws/live/", SignInMiddleware(live))])),  # type: ignore[arg-type]
    }
)
