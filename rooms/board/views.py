"""The pages that show how far a mentorship has come, for members alone. Not here: the live board."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from rooms.board.report import read_report
from rooms.entry import members_only
from rooms.reading import one_moment
from rooms.vault import NoKey

if TYPE_CHECKING:
    from django.http import HttpResponse

    from rooms.board.report import Report
    from rooms.entry import SignedIn
    from rooms.models import Membership

# So many fit on one sheet of paper, beside skills and attainment.
SHEET_GOALS = 12


@require_safe
@members_only
def progress(request: SignedIn, member: Membership) -> HttpResponse:
    return render(request, "rooms/progress.html", {"member": member, "report": report_of(member)})


@require_safe
@members_only
def summary(request: SignedIn, member: Membership) -> HttpResponse:
    """The same on one sheet of paper."""
    report = report_of(member)
    goals, more = report.goals[:SHEET_GOALS], len(report.goals[SHEET_GOALS:])
    context = {"member": member, "report": report, "goals": goals, "more": more, "today": timezone.localdate()}
    return render(request, "rooms/progress_summary.html", context)


def report_of(member: Membership) -> Report:
    """Only mentorship rooms have a board, and an erased one has nothing to tell."""
    if not member.room.is_sealed:
        raise Http404
    try:
        with one_moment():
            return read_report(member.room)
    except NoKey:
        raise Http404 from None
