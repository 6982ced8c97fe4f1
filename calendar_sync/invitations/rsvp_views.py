"""The page on which somebody answers an invitation from their mail. Not here: what an answer does (replies)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from calendar_sync.clocks.timezones import canonical_zone
from calendar_sync.invitations import replies
from calendar_sync.invitations.letters import when
from calendar_sync.sessions.coming import ANSWERS, answer_invitation
from rooms.refusals import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from calendar_sync.models import Invitee


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Looking at it answers nothing, since scanners of mail follow every link."""
    invitee = replies.find(token)
    if invitee is None:
        refusal: HttpResponse | None = ratelimit.consume_or_429(request, action="feed_unknown", limit_get=True)
        return refusal or render(request, "404.html", status=404)
    said = request.POST.get("answer")
    if request.method == "POST" and said in ANSWERS:
        return keep(request, invitee, said)
    return page(request, invitee)


def keep(request: HttpRequest, invitee: Invitee, said: str) -> HttpResponse:
    try:
        answer_invitation(invitee, said)
    except Refused as refused:
        messages.error(request, refused.text)
        return page(request, invitee, status=503)
    messages.success(request, _("Your answer is kept. The others see it in the room."))
    return redirect("calendar:answer", replies.reply_token(invitee.person_id, invitee.uid))


def page(request: HttpRequest, invitee: Invitee, status: int = 200) -> HttpResponse:
    rows = list(replies.attendances(invitee).select_related("session"))
    zone = canonical_zone(invitee.person.time_zone)
    context = {"sessions": [(row, when(row.session, zone)) for row in rows], "answers": ANSWERS}
    return render(request, "calendar_sync/answer.html", context, status=status)
