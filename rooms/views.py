"""The pages that show rooms; they work without JavaScript. Not here: coming and going (member_views)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from rooms import members
from rooms.booting import room_boot
from rooms.entry import members_only
from rooms.forms import GroupRoomForm
from rooms.models import Invitation, Room
from rooms.reading import one_moment
from rooms.rendering import encode
from rooms.snapshot import room_lines
from rooms.transcript import read_transcript

if TYPE_CHECKING:
    from rooms.entry import SignedIn
    from rooms.models import Membership

ROOMS_A_PAGE = 30


@require_safe
@login_required
def mine(request: SignedIn) -> HttpResponse:
    invitations = Invitation.objects.filter(person=request.user).select_related("room", "invited_by").order_by("pk")
    return render(request, "rooms/mine.html", {"invitations": invitations})


@require_safe
@login_required
def lines(request: SignedIn) -> HttpResponse:
    """The rooms list alone. A page that shows it already takes no message away from the page that comes next."""
    return HttpResponse(encode(room_lines(request.user)), content_type="application/json")


@require_safe
@login_required
def open_rooms(request: SignedIn) -> HttpResponse:
    rooms = Room.objects.listed_for(request.user).order_by("title", "pk")
    page = Paginator(rooms, ROOMS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "rooms/open.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: SignedIn) -> HttpResponse:
    """An operator opens a group room and becomes its moderator."""
    if not request.user.is_operator:
        raise Http404
    form = GroupRoomForm(request.POST or None)
    if form.is_valid():
        room = members.open_group(request.user, **form.cleaned_data)
        return redirect("rooms:room", room.pk)
    return render(request, "rooms/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@members_only
def room(request: SignedIn, member: Membership) -> HttpResponse:
    return render(request, "rooms/room.html", {"member": member, "boot": room_boot(member)})


@require_safe
@members_only
def transcript(request: SignedIn, member: Membership) -> HttpResponse:
    """The words of a room on paper, in the reader's time zone."""
    before = request.GET.get("before", "")
    with one_moment():
        pages = read_transcript(member.room, int(before) if before.isdecimal() else None)
    return render(request, "rooms/transcript.html", {"member": member, "transcript": pages})
