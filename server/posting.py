"""What a request to the live doors must be: JSON, posted by a page with its token. Not here: its origin (origin)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, parse_cookie
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext_lazy as _

from rooms.polling import refuse
from rooms.refusals import Refused
from server.origin import header

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable


class PostFromPage:
    """Refuses all but posted JSON, and all without the token that the site's own forms carry."""

    def __init__(self, application: Callable[..., Awaitable[None]]) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        refusal = refusal_of(scope)
        if refusal:
            await refuse(send, refusal)
        else:
            await self.application(scope, receive, send)


def refusal_of(scope: dict[str, Any]) -> Refused | None:
    if scope["method"] != "POST" or header(scope, b"content-type") != "application/json":
        return Refused("bad_shape", _("Only JSON may be posted here."))
    if not knows_token(scope):
        return Refused("forbidden", _("This page is too old: load it again."))
    return None


def knows_token(scope: dict[str, Any]) -> bool:
    """The site's own comparison of cookie and header; the middleware around its pages is not passed here."""
    request = HttpRequest()
    request.method = scope["method"]
    cookies = [value.decode("latin1") for name, value in scope["headers"] if name == b"cookie"]
    request.COOKIES = parse_cookie("; ".join(cookies))
    request.META = {
        "HTTP_HOST": header(scope, b"host"),
        "HTTP_ORIGIN": settings.SITE_URL,
        "HTTP_X_CSRFTOKEN": header(scope, b"x-csrftoken"),
    }
    check = _Check(_view)
    check.process_request(request)
    return check.process_view(request, _view, (), {}) is None


def _view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class _Check(CsrfViewMiddleware):
    """Says no without a page of its own."""

    def _reject(self, _request: HttpRequest, _reason: str) -> HttpResponse:
        return HttpResponse(status=403)
