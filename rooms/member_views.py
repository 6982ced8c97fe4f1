"""The pages through which people come into a room and go out of it. Not here: the rules (members)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from rooms import members
from rooms.entry import members_only, moderators_only
from rooms.forms import InviteForm
from rooms.models import Invitation, Membership, Room
from rooms.refusals import Refused

if TYPE_CHECKING:
    from django.http import HttpResponse

    from rooms.entry import SignedIn

SHOWN_OR_SENT = ["GET", "HEAD", "POST"]


@require_POST
@login_required
def join(request: SignedIn, room: uuid.UUID) -> HttpResponse:
    try:
        members.join(get_object_or_404(Room, pk=room), request.user)
    except Refused as refused:
        return refuse(request, refused, "rooms:open")
    return redirect("rooms:room", room)


@require_http_methods(SHOWN_OR_SENT)
@members_only
def leave(request: SignedIn, member: Membership) -> HttpResponse:
    if request.method != "POST":
        return render(request, "rooms/leave.html", {"member": member})
    try:
        members.leave(member)
    except Refused as refused:
        return refuse(request, refused, "rooms:people", member.room_id)
    messages.success(request, _("You have left %(room)s.") % {"room": member.room.title})
    return redirect("rooms:mine")


@require_safe
@members_only
def people(request: SignedIn, member: Membership) -> HttpResponse:
    current = Membership.objects.current().filter(room=member.room).select_related("person")
    context = {"member": member, "people": current.order_by("person__name", "pk")}
    return render(request, "rooms/people.html", context)


@require_http_methods(SHOWN_OR_SENT)
@moderators_only
def invite(request: SignedIn, member: Membership) -> HttpResponse:
    """Ask one person in; the page shows who has been asked and has not answered."""
    form = InviteForm(request.POST or None)
    if form.is_valid():
        try:
            members.invite(member, form.cleaned_data["who"])
        except Refused as refused:
            form.add_error("who", refused.text)
        else:
            messages.success(request, _("%(name)s has been invited.") % {"name": form.cleaned_data["who"].name})
            return redirect("rooms:invite", member.room_id)
    asked = Invitation.objects.filter(room=member.room).select_related("person").order_by("-at", "-pk")
    context = {"member": member, "form": form, "asked": asked}
    return render(request, "rooms/invite.html", context, status=422 if form.errors else 200)


@require_http_methods(SHOWN_OR_SENT)
@moderators_only
def remove(request: SignedIn, member: Membership) -> HttpResponse:
    """Asks before it removes the member named by `person`."""
    other = _member_named(request, member)
    if request.method != "POST":
        return render(request, "rooms/remove.html", {"member": member, "other": other})
    try:
        members.remove(member, other.person)
    except Refused as refused:
        return refuse(request, refused, "rooms:people", member.room_id)
    messages.success(request, _("%(name)s is no longer a member.") % {"name": other.person.name})
    return redirect("rooms:people", member.room_id)


@require_POST
@moderators_only
def make_moderator(request: SignedIn, member: Membership) -> HttpResponse:
    other = _member_named(request, member)
    try:
        members.make_moderator(member, other.person)
    except Refused as refused:
        return refuse(request, refused, "rooms:people", member.room_id)
    messages.success(request, _("%(name)s is now a moderator.") % {"name": other.person.name})
    return redirect("rooms:people", member.room_id)


@require_http_methods(SHOWN_OR_SENT)
@moderators_only
def close(request: SignedIn, member: Membership) -> HttpResponse:
    if request.method != "POST":
        return render(request, "rooms/close.html", {"member": member})
    members.close(member)
    return redirect("rooms:room", member.room_id)


@require_POST
@login_required
def accept(request: SignedIn, invitation: int) -> HttpResponse:
    asked = get_object_or_404(Invitation, pk=invitation, person=request.user)
    try:
        members.accept(asked)
    except Refused as refused:
        return refuse(request, refused, "rooms:mine")
    return redirect("rooms:room", asked.room_id)


@require_POST
@login_required
def decline(request: SignedIn, invitation: int) -> HttpResponse:
    asked = get_object_or_404(Invitation.objects.select_related("room"), pk=invitation, person=request.user)
    members.decline(asked)
    messages.success(request, _("You have declined the invitation to %(room)s.") % {"room": asked.room.title})
    return redirect("rooms:mine")


def refuse(request: SignedIn, refused: Refused, back: str, *where: uuid.UUID) -> HttpResponse:
    """What may not be known does not exist; any other refusal is said on the next page."""
    if refused.code == "not_found":
        raise Http404
    if refused.code == "forbidden":
        raise PermissionDenied
    messages.error(request, refused.text)
    return redirect(back, *where)


def _member_named(request: SignedIn, moderator: Membership) -> Membership:
    """The current member whose id stands in the form or the address; anybody else does not exist here."""
    said = request.POST.get("person") or request.GET.get("person", "")
    try:
        person = uuid.UUID(said)
    except ValueError:
        raise Http404 from None
    current = Membership.objects.current().filter(room=moderator.room).select_related("person", "room")
    return get_object_or_404(current, person=person)
