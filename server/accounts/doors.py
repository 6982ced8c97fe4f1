"""Who may pass a page's door: operators, a limited number of tries, pages whose address or content is secret."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.core.ratelimit import consume_or_429
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.utils.cache import add_never_cache_headers

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from server.accounts.models import Person
    from server.accounts.sessions import SessionStore

    View = Callable[..., HttpResponse]


class SignedIn(HttpRequest):
    """A request behind `login_required`, with this site's session engine."""

    user: Person
    session: SessionStore


def operators_only(view: View) -> View:
    """To everybody else the page does not exist."""

    @login_required
    @wraps(view)
    def guarded(request: SignedIn, **address: Any) -> HttpResponse:
        if not request.user.is_operator:
            raise Http404
        return view(request, **address)

    return guarded


def limited(action: str, *, gets: bool = False) -> Callable[[View], View]:
    """At most so many POSTs as ACCOUNT_RATE_LIMITS says; GETs count where a secret in the address could be guessed."""

    def door(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, **address: Any) -> HttpResponse:
            refusal: HttpResponse | None = consume_or_429(request, action=action, limit_get=gets)
            return refusal or view(request, **address)

        return guarded

    return door


def secret_page(view: View) -> View:
    """For an address that is a secret: no cache keeps it, no link tells it on.

    Not for a page with a form: browsers send its POST with the origin `null`, which no CSRF check accepts.
    """

    @wraps(view)
    def guarded(request: HttpRequest, **address: Any) -> HttpResponse:
        response = view(request, **address)
        add_never_cache_headers(response)
        response["Referrer-Policy"] = "no-referrer"
        return response

    return guarded
