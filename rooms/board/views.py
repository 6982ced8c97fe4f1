"""The pages that show how far a mentorship has come, for members alone. Not here: the live board."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rooms.board.forms import MomentForm, SpanForm
from rooms.board.pictures.skills import draw_skills
from rooms.board.report import read_report
from rooms.board.since import read_since
from rooms.entry import members_only
from rooms.reading import one_moment
from rooms.vault import NoKey

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

    from rooms.entry import SignedIn
    from rooms.models import Membership, Room

# So many fit on one sheet of paper, however long their words are.
SHEET_GOALS = 10
SHEET_SKILLS = 4
MONTH_DAYS = 30

T = TypeVar("T")


@require_safe
@members_only
def progress(request: SignedIn, member: Membership) -> HttpResponse:
    """As it is, or as it was at an earlier moment."""
    form = MomentForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {"on": None, "at": None}
    report = of_board(member, lambda room: read_report(room, **asked))
    context = {"member": member, "report": report, "form": form, **asked}
    return render(request, "rooms/progress.html", context, status=422 if form.errors else 200)


@require_safe
@members_only
def summary(request: SignedIn, member: Membership) -> HttpResponse:
    """The same on one sheet of paper, A4 or Letter."""
    report = of_board(member, read_report)
    grown = report.grown[:SHEET_SKILLS]
    context = {
        "member": member,
        "report": report,
        "goals": report.goals[:SHEET_GOALS],
        "more": len(report.goals[SHEET_GOALS:]),
        "skills": draw_skills(grown) if grown else None,
        "more_skills": len(report.grown[SHEET_SKILLS:]),
        "today": timezone.localdate(),
    }
    return render(request, "rooms/progress_summary.html", context)


@require_safe
@members_only
def changes(request: SignedIn, member: Membership) -> HttpResponse:
    """What became of the goals between two days; without any, in the last month."""
    month_ago = timezone.localdate() - timedelta(days=MONTH_DAYS)
    form = SpanForm(request.GET or {"first": month_ago})
    span = form.cleaned_data if form.is_valid() else None
    since = of_board(member, lambda room: read_since(room, **span)) if span else None
    context = {"member": member, "form": form, "since": since}
    return render(request, "rooms/progress_changes.html", context, status=422 if form.errors else 200)


def of_board(member: Membership, read: Callable[[Room], T]) -> T:
    """Only mentorship rooms have a board, and an erased one has nothing to tell."""
    if not member.room.is_sealed:
        raise Http404
    try:
        with one_moment():
            return read(member.room)
    except NoKey:
        raise Http404 from None
