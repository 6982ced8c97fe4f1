"""The door behind which people choose how mails about sessions reach them; the form stands on the page of feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from calendar_sync.invitations.forms import WayForm
from calendar_sync.invitations.ways import choose

if TYPE_CHECKING:
    from django.http import HttpResponse

    from rooms.entry import SignedIn


@require_POST
@never_cache
@login_required
def choose_way(request: SignedIn) -> HttpResponse:
    form = WayForm(request.POST)
    if form.is_valid():
        choose(request.user, form.cleaned_data["way"])
        messages.success(request, _("Kept."))
    return redirect("calendar:feeds")
