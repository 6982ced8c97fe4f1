"""Who may come to the live doors from where: only pages of this site. Not here: who is signed in (accounts.sockets)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http.request import split_domain_port
from django.utils.translation import gettext_lazy as _

from rooms.polling import refuse
from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class ExactOrigin:
    """Refuses a socket or a request (HTTP 403) unless its Origin is the configured scheme, host and port.

    Also puts `address` into the scope: the client's, as the outermost of TRUSTED_PROXIES proxies saw it.
    """

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if header(scope, b"origin").lower() != settings.SITE_URL.lower() or not knows_host(scope):
            await turn_away(scope, receive, send)
            return
        told = [{**scope, "address": address(scope)}]
        # Nothing of it is kept here: a connection lasts for hours.
        del scope
        await self.application(told.pop(), receive, send)


async def turn_away(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await refuse(send, Refused("forbidden", _("This page is not one of this site's.")))
        return
    await receive()
    await send({"type": "websocket.close"})


def header(scope: dict[str, Any], name: bytes) -> str:
    """The header's value; an empty string unless it was sent exactly once."""
    values: list[str] = [value.decode("latin1") for key, value in scope["headers"] if key == name]
    return values[0] if len(values) == 1 else ""


def knows_host(scope: dict[str, Any]) -> bool:
    host = split_domain_port(header(scope, b"host"))[0]
    return host in settings.ALLOWED_HOSTS


def address(scope: dict[str, Any]) -> str:
    """The client's address: the one that the outermost trusted proxy added to X-Forwarded-For, else the peer's."""
    hops = [hop.strip() for hop in header(scope, b"x-forwarded-for").split(",") if hop.strip()]
    proxies = settings.TRUSTED_PROXIES
    if proxies and len(hops) >= proxies:
        return hops[-int(proxies)]
    return str((scope.get("client") or ("",))[0])
