"""The door at which a mail server posts mail for the calendar. Not here: what becomes of it (arrivals)."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from calendar_sync.invitations.arrivals import receive

if TYPE_CHECKING:
    from django.http import HttpRequest

FRESH_SECONDS = 300
SECONDS = re.compile(r"[0-9]{1,12}")


@csrf_exempt
@require_POST
def arrive(request: HttpRequest) -> HttpResponse:
    """The mail as the body, signed with INBOUND_SECRET: HMAC-SHA256 of the time, a dot and the mail, in hex."""
    if not settings.INBOUND_SECRET:
        raise Http404
    if not is_signed(request):
        return HttpResponse(status=403)
    receive(request.body)
    return HttpResponse(status=204)


def is_signed(request: HttpRequest) -> bool:
    sent_at = request.headers.get("X-Timestamp", "")
    if not SECONDS.fullmatch(sent_at) or abs(time.time() - int(sent_at)) > FRESH_SECONDS:
        return False
    said = request.headers.get("X-Signature", "").lower().encode()
    return hmac.compare_digest(signature(sent_at, request.body).encode(), said)


def signature(sent_at: str, body: bytes) -> str:
    signed = sent_at.encode() + b"." + body
    return hmac.new(settings.INBOUND_SECRET.encode(), signed, hashlib.sha256).hexdigest()
