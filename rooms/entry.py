"""Who may come through the door of a room's page. Not here: what the pages show (views)."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from rooms.models import Membership, Room

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from django.http import HttpResponse
    from django.http.response import HttpResponseBase

    from server.accounts.models import Person

    View = Callable[..., HttpResponseBase]


class SignedIn(HttpRequest):
    """A request behind `login_required`."""

    user: Person


def members_only(view: View) -> View:
    """Hand the view the current membership; everybody else sees what they may know of the room."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: SignedIn, room: uuid.UUID, **address: Any) -> HttpResponseBase:
        found = Membership.objects.filter(room=room, person=request.user).select_related("room", "person").first()
        return view(request, found, **address) if found and found.is_current else shut(request, room, found)

    return guarded


def moderators_only(view: View) -> View:
    @members_only
    @wraps(view)
    def guarded(request: SignedIn, member: Membership) -> HttpResponseBase:
        return view(request, member) if member.may_moderate else render(request, "403.html", status=403)

    return guarded


def shut(request: SignedIn, room_id: uuid.UUID, former: Membership | None) -> HttpResponse:
    """The drawn page for former members and for listed rooms; any other room does not exist for the asker."""
    room = former.room if former else Room.objects.filter(pk=room_id, kind=Room.Kind.GROUP, is_open=True).first()
    if room is None:
        raise Http404
    removed = former is not None and former.removed
    may_join = not removed and Room.objects.open_to_join().filter(pk=room.pk).exists()
    context = {"room": room, "former": former, "may_join": may_join}
    return render(request, "rooms/shut.html", context, status=403)
