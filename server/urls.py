"""The site's table of contents, feature by feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from server import views

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("theme/", views.theme, name="theme"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("server.accounts.urls")),
    path("rooms/", include("rooms.urls")),
    path("", include("calendar_sync.urls")),
    path("", include("server.notices.urls")),
]
handler500 = views.server_error
