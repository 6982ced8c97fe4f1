"""The fences of the one-click demo sign-in. Not here: the invented people themselves (the seeding command)."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from server.accounts.models import DemoMark, Person

if TYPE_CHECKING:
    from django.http import HttpRequest


def is_demo_site() -> bool:
    """Whether this database was marked when it was filled with invented people."""
    return DemoMark.objects.exists()


def mark_as_demo() -> None:
    """Mark this database for good; only an empty one, so that nobody real is ever locked into a demo."""
    if is_demo_site():
        return
    if Person.objects.human().exists():
        raise ImproperlyConfigured("Only a database without people can become a demo.")
    DemoMark.objects.create()


def refuse_demo_in_production() -> None:
    if settings.PRODUCTION and is_demo_site():
        raise ImproperlyConfigured(
            "This database holds the demo and cannot serve in production: set DATABASE_URL or VAR_DIR to another one."
        )


def is_demo_door_open(request: HttpRequest) -> bool:
    """DEMO=1, a loopback bind, a loopback visitor, no proxy between, and a database marked as demo."""
    ends = (request.META.get("REMOTE_ADDR", ""), request.META.get("SERVER_NAME", ""))
    direct = settings.TRUSTED_PROXIES == 0 and "X-Forwarded-For" not in request.headers
    local_site = is_loopback(urlsplit(settings.SITE_URL).hostname or "")
    return settings.DEMO and direct and local_site and all(map(is_loopback, ends)) and is_demo_site()


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
