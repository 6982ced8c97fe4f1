"""The reader's own variety of the page's language, as their browser asks for it, for server and scripts alike.

Both write times: decided once, they never differ on one page. Not here: languages, which Django chooses.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from rooms.hours import counting

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

# Where English counts hours to twelve, after the CLDR.
TO_TWELVE = {"au", "bd", "bs", "bb", "ca", "hk", "in", "jm", "lk", "my", "nz", "ph", "pk", "pr", "sg", "tt", "us"}
# A tag that every browser knows, since one that it does not would break the page.
TAG = re.compile(r"[a-z]{2,3}-[a-z]{2}")


def in_variety(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Stands after the middleware that chooses the language."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        with counting(to_twelve=is_to_twelve(tag_of(request))):
            return answer(request)

    return middleware


def variety_of(request: HttpRequest) -> str:
    """As scripts are told: the tag, and how its hours are counted here."""
    tag = tag_of(request)
    return f"{tag}-u-hc-{'h12' if is_to_twelve(tag) else 'h23'}"


def tag_of(request: HttpRequest) -> str:
    language = (get_language() or "en").partition("-")[0]
    asked = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((tag for tag, _weight in asked if TAG.fullmatch(tag) and tag.startswith(f"{language}-")), language)


def is_to_twelve(tag: str) -> bool:
    return tag.partition("-")[2] in TO_TWELVE
