"""What every page knows of the site and of its reader's choices. Not here: anything that asks the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from server.variety import variety_of

if TYPE_CHECKING:
    from django.http import HttpRequest

THEMES = ("light", "dark")


def site(request: HttpRequest) -> dict[str, object]:
    theme = request.COOKIES.get("theme", "")
    return {
        "site_name": settings.SITE_NAME,
        "is_demo": settings.DEMO,
        "sign_up": settings.SIGN_UP,
        "variety": variety_of(request),
        "theme": theme if theme in THEMES else "",
    }
