"""Choosing a time for a session, step by step: a day, a time, the details, done. Not here: which times are free."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from calendar_sync.booking.booking import Wish, book
from calendar_sync.booking.fitting import Clash
from calendar_sync.cadence.cadence import standing_of
from calendar_sync.cadence.pacing import offers
from calendar_sync.clocks.labels import length
from calendar_sync.clocks.timezones import zone_groups
from calendar_sync.clocks.wall_clock import local_day
from calendar_sync.invitations.replies import come_by_mail
from calendar_sync.models import Cadence, Session
from calendar_sync.picker.foreseeing import foresee
from calendar_sync.picker.forms import BookingForm
from calendar_sync.picker.people import picker_for
from calendar_sync.picker.resting import pause_of, resting
from calendar_sync.sessions.wording import Words
from rooms.entry import members_only
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Mapping
    from typing import Any

    from django.http import HttpResponse

    from calendar_sync.picker.times import Picker
    from rooms.entry import SignedIn
    from rooms.models import Membership

# Of the times that would do in place of one that is gone.
MOST_SHOWN = 12
# Of those for a cadence: the next few are enough to go on.
MOST_OFFERS = 3
STATUS = {"conflict": 409, "too_fast": 429, "unavailable": 503}


@require_http_methods(["GET", "HEAD", "POST"])
@members_only
def choose(request: SignedIn, member: Membership) -> HttpResponse:
    if member.room.closed_at:
        raise Http404
    pause = pause_of(member.room)
    if pause:
        return resting(request, member, pause)
    said = request.POST if request.method == "POST" else request.GET
    picker = picker_for(member, said)
    if picker.choice.at is None:
        return times(request, member, picker)
    if request.method == "POST":
        return decide(request, member, picker) if is_as_sent(picker, said) else times(request, member, picker, 422)
    fault = picker.fault(picker.choice.at)
    if fault:
        messages.warning(request, fault.sentence)
        return times(request, member, replace(picker, choice=picker.choice_of_day))
    return details(request, member, picker, BookingForm())


def is_as_sent(picker: Picker, said: Mapping[str, str]) -> bool:
    """Nobody is booked for another length than the form said."""
    return said.get("minutes") == str(picker.choice.minutes)


def decide(request: SignedIn, member: Membership, picker: Picker) -> HttpResponse:
    """Book, or show once more what would be booked."""
    form = BookingForm(request.POST)
    if not form.is_valid():
        return details(request, member, picker, form, status=422)
    if "preview" in request.POST:
        return details(request, member, picker, form)
    try:
        require_patience(request)
        first = book(member, wish_of(picker, form))[0]
    except Refused as refused:
        return refused_details(request, member, picker, form, refused)
    return redirect("calendar:booked", member.room_id, first.pk)


def require_patience(request: SignedIn) -> None:
    """Whatever is booked is told by mail."""
    if not ratelimit.consume(request, action="sessions"):
        raise Refused("too_fast", _("That was often in a short time. Wait some minutes."))


def wish_of(picker: Picker, form: BookingForm) -> Wish:
    data = form.cleaned_data
    assert picker.choice.at
    return Wish(
        start=picker.choice.at,
        minutes=picker.choice.minutes,
        client_id=data["client_id"],
        words=Words(title=data["title"], agenda=data["agenda"]),
        mentor=picker.mentor.pk,
        repeat=form.repeat,
    )


def refused_details(
    request: SignedIn, member: Membership, picker: Picker, form: BookingForm, refused: Refused
) -> HttpResponse:
    """The sentence, all that was entered, and times that are free in place of one that is not."""
    if refused.code == "not_found":
        raise Http404
    # What is free around one session of a series does not say when the whole of it would be.
    free = refused.free if isinstance(refused, Clash) and form.repeat is None else []
    nearest = picker.nearest(free)[:MOST_SHOWN]
    more = {"refusal": refused.text, "fresh": [picker.slot(at) for at in sorted(nearest)], "nearest": nearest[:1]}
    return details(request, member, picker, form, status=STATUS.get(refused.code, 422), **more)


def times(request: SignedIn, member: Membership, picker: Picker, status: int = 200) -> HttpResponse:
    context = {"member": member, "picker": picker, "zones": zone_groups(picker.now), **rhythm_of(member, picker)}
    return render(request, "calendar_sync/book.html", context, status=status)


def rhythm_of(member: Membership, picker: Picker) -> dict[str, Any]:
    """What is left of so many sessions in so many weeks, and times for it."""
    row = Cadence.objects.filter(room=member.room).first()
    if row is None:
        return {}
    standing = standing_of(row, picker.policy.tzid, picker.now)
    gaps = standing.gaps if picker.is_published else []
    found = [picker.slot(at) for at in offers(gaps[:MOST_OFFERS], picker.free_within(standing.span) if gaps else [])]
    last = local_day(picker.policy.tzid, standing.span.end - timedelta(seconds=1))
    return {"cadence": row, "standing": standing, "last_day": last, "offers": found}


def details(
    request: SignedIn, member: Membership, picker: Picker, form: BookingForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    at = picker.choice.at
    repeat = form.repeat if form.is_bound and form.is_valid() else None
    series = foresee(picker, at, repeat) if at and repeat else []
    slot = picker.slot(at) if at else None
    context = {
        "member": member,
        "picker": picker,
        "form": form,
        "slot": slot,
        "series": series,
        "by_mail": come_by_mail(),
    }
    return render(request, "calendar_sync/book_details.html", {**context, **more}, status=status)


@require_safe
@members_only
def booked(request: SignedIn, member: Membership, session: uuid.UUID) -> HttpResponse:
    """The last step: what was booked, on everybody's clock."""
    row = get_object_or_404(Session.objects.select_related("series"), pk=session, room=member.room)
    picker = picker_for(member, {"mentor": str(row.mentor_id)})
    context = {"member": member, "session": row, "picker": picker, "slot": picker.slot(row.starts_at)}
    more = {"length": length(row.minutes), "by_mail": come_by_mail()}
    return render(request, "calendar_sync/booked.html", {**context, **more})
