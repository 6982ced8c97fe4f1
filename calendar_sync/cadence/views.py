"""The page on which two people agree how often they meet. Not here: the rules (cadence), the offers (picker.times)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from calendar_sync.cadence import cadence
from calendar_sync.clocks.near import NearDayField
from calendar_sync.models import Cadence
from calendar_sync.models.cadence import MOST_SESSIONS, MOST_WEEKS
from calendar_sync.picker.people import picker_for
from rooms.entry import members_only
from rooms.member_views import refuse
from rooms.refusals import Refused

if TYPE_CHECKING:
    from django.http import HttpResponse

    from rooms.entry import SignedIn
    from rooms.models import Membership

USUAL = {"count": 6, "weeks": 12, "seen": 0}


class CadenceForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput())
    count = forms.IntegerField(label=gettext_lazy("Sessions"), min_value=1, max_value=MOST_SESSIONS)
    weeks = forms.IntegerField(label=gettext_lazy("In so many weeks"), min_value=1, max_value=MOST_WEEKS)
    begins_on = NearDayField(label=gettext_lazy("From"))


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def rhythm(request: SignedIn, member: Membership) -> HttpResponse:
    if member.room.closed_at:
        raise Http404
    picker = picker_for(member, request.GET)
    row = Cadence.objects.filter(room=member.room).select_related("set_by").first()
    usual = {**USUAL, "begins_on": picker.today}
    stands = {"count": row.count, "weeks": row.weeks, "begins_on": row.begins_on, "seen": row.version} if row else usual
    form = CadenceForm(request.POST if request.method == "POST" else None, initial=stands)
    if form.is_valid():
        return keep(request, member, form)
    context = {"member": member, "form": form, "row": row}
    return render(request, "calendar_sync/rhythm.html", context, status=422 if form.is_bound else 200)


def keep(request: SignedIn, member: Membership, form: CadenceForm) -> HttpResponse:
    try:
        cadence.agree(member, **form.cleaned_data)
    except Refused as refused:
        return refuse(request, refused, "calendar:rhythm", member.room_id)
    messages.success(request, _("So you mean to meet. The times that would do stand below."))
    return redirect("calendar:book", member.room_id)


@require_POST
@members_only
def let_go(request: SignedIn, member: Membership) -> HttpResponse:
    try:
        cadence.let_go(member)
    except Refused as refused:
        return refuse(request, refused, "calendar:rhythm", member.room_id)
    messages.success(request, _("You plan from one session to the next again."))
    return redirect("calendar:book", member.room_id)
