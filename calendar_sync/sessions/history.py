"""The sessions of one room, to come and past, with what came of each; also where the room is closed.

Not here: one session (views), the reader's own sessions of all rooms (lists).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from calendar_sync.clocks.labels import length
from calendar_sync.models import Attendance, Session
from calendar_sync.sessions.following_up import ITEM, decisions_in, goals_of
from calendar_sync.sessions.reading import lines_of, readable_words
from rooms.entry import members_only

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from django.http import HttpResponse

    from calendar_sync.sessions.reading import Line
    from rooms.entry import SignedIn
    from rooms.models import Membership

SESSIONS_A_PAGE = 15
EXCERPT_CHARACTERS = 280


@dataclass(frozen=True, slots=True)
class Past:
    """A session and what came of it: how long it was held, who was there, its minutes in short, its decisions.

    A decision is true where it was made a goal.
    """

    line: Line
    held: str
    people: list[Attendance]
    excerpt: str
    decisions: list[tuple[str, bool]]


@require_safe
@members_only
def past(request: SignedIn, member: Membership) -> HttpResponse:
    """Cancelled ones too, since they are part of what happened."""
    return _listed(request, member, "past", starts_at__lte=timezone.now())


@require_safe
@members_only
def ahead(request: SignedIn, member: Membership) -> HttpResponse:
    return _listed(request, member, "ahead", starts_at__gt=timezone.now())


def _listed(request: SignedIn, member: Membership, which: str, **when: Any) -> HttpResponse:
    if not member.room.is_sealed:
        raise Http404
    rows = Session.objects.filter(room=member.room, **when).select_related("room", "series")
    order = "starts_at" if which == "ahead" else "-starts_at"
    page = Paginator(rows.order_by(order, "pk"), SESSIONS_A_PAGE).get_page(request.GET.get("page"))
    lines = lines_of(request.user, page.object_list)
    context = {"member": member, "which": which, "page": page, "entries": _entries(member, lines)}
    return render(request, "calendar_sync/history.html", context)


def _entries(member: Membership, lines: Sequence[Line]) -> list[Past]:
    """Three queries, however many lines there are."""
    people: dict[Any, list[Attendance]] = {line.row.pk: [] for line in lines}
    for each in Attendance.objects.filter(session__in=people).select_related("person").order_by("-role", "pk"):
        people[each.session_id].append(each)
    minutes = {line.row.pk: readable_words(line.row).minutes for line in lines}
    goals = goals_of(member.room, {key: decisions_in(said) for key, said in minutes.items()})
    return [
        Past(
            line=line,
            held=held_words(line.row),
            people=[each for each in people[line.row.pk] if each.came is not None],
            excerpt=excerpt_of(minutes[line.row.pk]),
            decisions=[(said, (line.row.pk, said) in goals) for said in decisions_in(minutes[line.row.pk])],
        )
        for line in lines
    ]


def held_words(row: Session) -> str:
    """Only what somebody began has a length; what was ended without that took place some time then."""
    if not (row.started_at and row.ended_at):
        return ""
    return length(max(1, round((row.ended_at - row.started_at).total_seconds() / 60)))


def excerpt_of(minutes: str) -> str:
    """The beginning of what is written around its lists, which stand beside it as decisions."""
    return Truncator(" ".join(ITEM.sub("", minutes).split())).chars(EXCERPT_CHARACTERS)
