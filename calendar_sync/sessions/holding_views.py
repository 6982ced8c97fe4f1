"""Doors for holding a session and for what comes of it. Not here: its page (views)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from calendar_sync.sessions import coming, following_up, holding
from calendar_sync.sessions.forms import ComingForm, EndForm, GoalForm, LateForm
from calendar_sync.sessions.reading import clocks_of
from calendar_sync.sessions.views import Visit, carry, entered, people_of

if TYPE_CHECKING:
    from django.http import HttpResponse


@require_POST
@entered
def say(visit: Visit) -> HttpResponse:
    form = ComingForm(visit.request.POST)
    said = _("The others can see it.")
    return carry(visit, form, lambda data: coming.say(visit.member, visit.session.pk, **data), said)


@require_POST
@entered
def start(visit: Visit) -> HttpResponse:
    form = forms.Form(visit.request.POST)
    return carry(visit, form, lambda _data: holding.start(visit.member, visit.session.pk), _("The session has begun."))


@require_POST
@entered
def be_late(visit: Visit) -> HttpResponse:
    form = LateForm(visit.request.POST)
    said = _("The others can see it.")
    return carry(visit, form, lambda data: holding.be_late(visit.member, visit.session.pk, **data), said)


@require_POST
@entered
def run_over(visit: Visit) -> HttpResponse:
    form = LateForm(visit.request.POST)
    said = _("The others can see it.")
    return carry(visit, form, lambda data: holding.run_over(visit.member, visit.session.pk, **data), said)


@require_POST
@entered
def end(visit: Visit) -> HttpResponse:
    form = EndForm(visit.request.POST, people=people_of(clocks_of(visit.session)))
    return carry(visit, form, lambda data: holding.end(visit.member, visit.session.pk, **data), _("Kept."))


@require_POST
@entered
def make_goal(visit: Visit) -> HttpResponse:
    form = GoalForm(visit.request.POST)
    said = _("It stands on the board.")
    return carry(visit, form, lambda data: following_up.make_goal(visit.member, visit.session.pk, **data), said)
