"""One's own profile, and other people's pages and photos. Not here: sign-in and security (security, allauth)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calendar_sync.clocks.timezones import canonical_zone, zone_label
from calendar_sync.invitations.ripples import rename
from rooms.models.control import tell_rooms_changed
from server.accounts.demo import is_demo_door_open
from server.accounts.doors import limited
from server.accounts.forms import ProfileForm
from server.accounts.models import Person
from server.accounts.people import may_see

if TYPE_CHECKING:
    import uuid

    from django.http import HttpRequest

    from server.accounts.doors import SignedIn

PHOTO_SECONDS = 7 * 24 * 3600


@login_required
@limited("profile")
@require_http_methods(["GET", "POST"])
def profile(request: SignedIn) -> HttpResponse:
    # A row of its own, so that a refused form changes nothing in the page's header.
    person = Person.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, request.FILES or None, instance=person)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            if "presence_audience" in form.changed_data:
                tell_rooms_changed(person.pk)
            if "name" in form.changed_data:
                rename(person)
        messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_safe
def person(request: SignedIn, person_id: uuid.UUID) -> HttpResponse:
    shown = visible_person(request, person_id)
    zone = zone_label(canonical_zone(shown.time_zone), timezone.now())
    return render(request, "accounts/person.html", {"person": shown, "zone": zone})


@require_safe
def photo(request: HttpRequest, person_id: uuid.UUID, name: str) -> HttpResponse:
    """For people in shared rooms; the invented faces of a demo for whoever chooses one."""
    invented = Person.objects.demo_cast().filter(pk=person_id).first() if is_demo_door_open(request) else None
    if invented:
        return picture(invented, name)
    return photo_in_private(request, person_id, name)  # type: ignore[arg-type]  # its login_required makes it one


@login_required
def photo_in_private(request: SignedIn, person_id: uuid.UUID, name: str) -> HttpResponse:
    return picture(visible_person(request, person_id), name)


def picture(shown: Person, name: str) -> HttpResponse:
    """The address changes with the photo, so a browser may keep it; a proxy may not."""
    if name != shown.photo_name:
        raise Http404
    headers = {
        "Cache-Control": f"private, max-age={PHOTO_SECONDS}, immutable",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    with shown.photo.open() as file:
        return HttpResponse(file.read(), content_type="image/webp", headers=headers)


def visible_person(request: SignedIn, person_id: uuid.UUID) -> Person:
    found = get_object_or_404(Person, pk=person_id)
    if not may_see(request.user, found):
        raise Http404
    return found
