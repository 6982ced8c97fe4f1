"""The tutorial's application: sockets through the session's middleware to the consumer."""

from __future__ import annotations

import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.urls import path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.naive.settings")
http = get_asgi_application()

from tests.bench.naive.consumer import ChatConsumer  # noqa: E402  (its models need the apps)

urlpatterns: list[object] = []
sockets = URLRouter([path("ws/chat/<str:room>/", ChatConsumer.as_asgi())])
application = ProtocolTypeRouter({"http": http, "websocket": AuthMiddlewareStack(sockets)})
