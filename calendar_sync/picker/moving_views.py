"""Another time for a session that is planned: chosen as for a new one, or proposed. Not here: the rules."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from calendar_sync.booking.fitting import Clash
from calendar_sync.booking.moving import Move, move
from calendar_sync.booking.proposing import propose
from calendar_sync.booking.scope import Stale, require_to_come
from calendar_sync.clocks.labels import length
from calendar_sync.clocks.timezones import zone_groups
from calendar_sync.picker.people import picker_to_move, require_signatory
from calendar_sync.picker.resting import pause_of, resting
from calendar_sync.picker.views import MOST_SHOWN
from calendar_sync.sessions.forms import MoveForm, ProposeForm
from calendar_sync.sessions.reading import moment_label
from calendar_sync.sessions.views import STATUS, entered, require_patience
from rooms.refusals import Refused

if TYPE_CHECKING:
    from django.http import HttpResponse

    from calendar_sync.picker.times import Picker
    from calendar_sync.sessions.views import Visit


@require_http_methods(["GET", "HEAD", "POST"])
@entered
def move_session(visit: Visit) -> HttpResponse:
    request, row = visit.request, visit.session
    require_open(visit)
    picker = picker_to_move(visit.member, row, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        return propose_time(visit, picker) if "propose" in request.POST else decide(visit, picker)
    try:
        require_to_come(row, picker.now)
    except Refused as refused:
        messages.error(request, refused.text)
        return redirect("calendar:session", row.pk)
    pause = pause_of(visit.member.room)
    if pause:
        return resting(request, visit.member, pause)
    fault = picker.fault(picker.choice.at) if picker.choice.at else None
    if fault:
        messages.warning(request, fault.sentence)
        picker = replace(picker, choice=picker.choice_of_day)
    return details(visit, picker, new_form(visit, picker)) if picker.choice.at else times(visit, picker)


def require_open(visit: Visit) -> None:
    if visit.member.room.closed_at:
        raise Http404
    require_signatory(visit.member)


def new_form(visit: Visit, picker: Picker) -> MoveForm:
    """For the version that the page shows; the moment is chosen beside it."""
    shown = {"version": visit.session.version, "minutes": picker.choice.minutes}
    return MoveForm(initial=shown, repeats=visit.session.repeats)


def decide(visit: Visit, picker: Picker) -> HttpResponse:
    """Move it, or show once more where it would be moved."""
    form = MoveForm(visit.request.POST, repeats=visit.session.repeats)
    if not form.is_valid():
        return details(visit, picker, form, status=422) if picker.choice.at else times(visit, picker, status=422)
    data = form.cleaned_data
    try:
        require_patience(visit.request)
        to = Move(data["at"], minutes=data["minutes"], scope=form.which)
        move(visit.member, visit.session.pk, to, version=data["version"])
    except Refused as refused:
        return refused_details(visit, picker, form, refused)
    messages.success(visit.request, _("Moved."))
    return redirect("calendar:session", visit.session.pk)


def refused_details(visit: Visit, picker: Picker, form: MoveForm, refused: Refused) -> HttpResponse:
    """The sentence, and times that are free in place of one that is not."""
    if refused.code == "not_found":
        raise Http404
    if refused.code == "forbidden":
        raise PermissionDenied
    if isinstance(refused, Stale):
        form.bring_up_to(refused.session.version)
    visit.session.refresh_from_db()
    more: dict[str, Any] = {"refusal": refused.text}
    if isinstance(refused, Clash):
        nearest = picker.nearest(refused.free)[:MOST_SHOWN]
        fresh, tzid = [picker.slot(at) for at in sorted(nearest)], picker.choice.tzid
        faults = [(moment_label(at, tzid), fault.sentence) for at, fault in refused.faults]
        more |= {"fresh": fresh, "nearest": nearest[:1], "faults": faults if len(faults) > 1 else []}
    return details(visit, picker, form, status=STATUS.get(refused.code, 422), **more)


def times(visit: Visit, picker: Picker, *, wrong: ProposeForm | None = None, status: int = 200) -> HttpResponse:
    form = wrong or ProposeForm(tzid=picker.choice.tzid)
    more = {"zones": zone_groups(picker.now), "propose_form": form}
    return render(visit.request, "calendar_sync/move.html", {**context_of(visit, picker), **more}, status=status)


def details(visit: Visit, picker: Picker, form: MoveForm, *, status: int = 200, **more: Any) -> HttpResponse:
    assert picker.choice.at
    context = {**context_of(visit, picker), "form": form, "slot": picker.slot(picker.choice.at), **more}
    return render(visit.request, "calendar_sync/move_details.html", context, status=status)


def context_of(visit: Visit, picker: Picker) -> dict[str, Any]:
    row = visit.session
    now = {"when": moment_label(row.starts_at, picker.choice.tzid), "length": length(row.minutes)}
    return {"member": visit.member, "session": row, "picker": picker, "now": now}


def propose_time(visit: Visit, picker: Picker) -> HttpResponse:
    """For whoever cannot move the session there by herself."""
    form = ProposeForm(visit.request.POST, tzid=picker.choice.tzid)
    if not form.is_valid():
        return times(visit, picker, wrong=form, status=422)
    try:
        require_patience(visit.request)
        propose(visit.member, visit.session.pk, form.cleaned_data["start"])
    except Refused as refused:
        if refused.code == "forbidden":
            raise PermissionDenied from None
        messages.error(visit.request, refused.text)
        return times(visit, picker, wrong=form, status=STATUS.get(refused.code, 422))
    said = _("Proposed. %(name)s sees it in the room, and can move the session there by one click.")
    messages.success(visit.request, said % {"name": picker.mentor.name})
    return redirect("calendar:session", visit.session.pk)
