"""The pages of sessions and their doors; they work without JavaScript. Not here: the rules, booking (picker_views)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from msgspec.structs import replace

from calendar_sync import answering, editing
from calendar_sync.cancelling import cancel
from calendar_sync.fitting import Clash
from calendar_sync.labels import clock, length
from calendar_sync.models import Session
from calendar_sync.models.session import LOCAL_FORMAT
from calendar_sync.moving import Move, move
from calendar_sync.recurring import local_of
from calendar_sync.scope import Scope, Stale
from calendar_sync.session_forms import CancelForm, MoveForm, VersionForm, WordsForm
from calendar_sync.session_reading import (
    MONTH_FORMAT,
    clocks_of,
    day_label,
    lines_of,
    read_month,
    readable_words,
    sessions_of,
    siblings_of,
    zone_of,
)
from rooms.members import SIGNATORIES
from rooms.models import Membership
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Sequence
    from datetime import date

    from django.http import HttpResponse

    from calendar_sync.wording import Words
    from rooms.entry import SignedIn

LINES_A_PAGE = 40
FREE_SHOWN = 8
FIRST_YEAR, LAST_YEAR = 2000, 2100
STATUS = {"conflict": 409, "too_fast": 429}


@require_safe
@never_cache
@login_required
def upcoming(request: SignedIn) -> HttpResponse:
    rows = sessions_of(request.user).ahead(timezone.now())
    return listed(request, rows, "upcoming")


@require_safe
@never_cache
@login_required
def past(request: SignedIn) -> HttpResponse:
    rows = sessions_of(request.user).live().filter(starts_at__lte=timezone.now()).order_by("-starts_at", "pk")
    return listed(request, rows, "past")


def listed(request: SignedIn, rows: Any, which: str) -> HttpResponse:
    page = Paginator(rows, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "lines": lines_of(request.user, page.object_list), "which": which}
    return render(request, "calendar_sync/sessions.html", context)


@require_safe
@never_cache
@login_required
def month(request: SignedIn) -> HttpResponse:
    """The month named by ?month=2026-11, or this one."""
    first = asked_month(request.GET.get("month", "")) or timezone.localdate().replace(day=1)
    context = {
        "month": read_month(request.user, first),
        "weekdays": list(WEEKDAYS_ABBR.values()),
        "today": timezone.localdate(),
        "which": "month",
    }
    return render(request, "calendar_sync/month.html", context)


def asked_month(said: str) -> date | None:
    """Its first day; nobody turns the pages further than a century."""
    try:
        first = datetime.strptime(said, MONTH_FORMAT).date()  # noqa: DTZ007  (a month)
    except ValueError:
        return None
    return first if FIRST_YEAR <= first.year <= LAST_YEAR else None


# One session


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody at the page of a session of a room that they are in."""

    request: SignedIn
    member: Membership
    session: Session


def entered(view: Callable[[Visit], HttpResponse]) -> Callable[..., HttpResponse]:
    """For current members of the session's room; for others there is no such session."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: SignedIn, session: uuid.UUID) -> HttpResponse:
        row = get_object_or_404(Session.objects.select_related("series"), pk=session)
        mine = Membership.objects.current().filter(room=row.room_id, person=request.user)
        member = get_object_or_404(mine.select_related("room", "person"))
        row.room = member.room
        return view(Visit(request, member, row))

    return guarded


@require_safe
@entered
def session(visit: Visit) -> HttpResponse:
    return page(visit)


@require_POST
@entered
def approve(visit: Visit) -> HttpResponse:
    form = VersionForm(visit.request.POST)
    return carry(visit, form, lambda data: answering.approve(visit.member, visit.session.pk, **data), _("You agreed."))


@require_POST
@entered
def decline(visit: Visit) -> HttpResponse:
    form = VersionForm(visit.request.POST)
    return carry(
        visit, form, lambda data: answering.decline(visit.member, visit.session.pk, **data), _("You declined.")
    )


@require_POST
@entered
def cancel_session(visit: Visit) -> HttpResponse:
    form = CancelForm(visit.request.POST)
    return carry(visit, form, lambda data: cancel(visit.member, visit.session.pk, **data), _("Cancelled."))


@require_POST
@entered
def move_session(visit: Visit) -> HttpResponse:
    def deed(data: dict[str, Any]) -> object:
        to = Move(data["start"], minutes=data["minutes"], scope=data["scope"])
        return move(visit.member, visit.session.pk, to, version=data["version"])

    form = MoveForm(visit.request.POST, tzid=zone_of(visit.member.person))
    return carry(visit, form, deed, _("Moved."))


@require_POST
@entered
def write(visit: Visit) -> HttpResponse:
    def deed(data: dict[str, Any]) -> object:
        version, words = data.pop("version"), replace(readable_words(visit.session), **data)
        return editing.write(visit.member, visit.session.pk, words, version=version)

    form = WordsForm(visit.request.POST, has_begun=visit.session.has_begun(timezone.now()))
    return carry(visit, form, deed, _("Saved."))


def carry(visit: Visit, form: VersionForm, deed: Callable[[dict[str, Any]], object], said: str) -> HttpResponse:
    """Carry the deed out and come back to the page; what does not fit is said there, with all that was entered."""
    if not form.is_valid():
        return page(visit, wrong=form, status=422)
    try:
        require_patience(visit.request)
        deed(dict(form.cleaned_data))
    except Refused as refused:
        return say_no(visit, form, refused)
    messages.success(visit.request, said)
    return redirect("calendar:session", visit.session.pk)


def require_patience(request: SignedIn) -> None:
    """What is done here is told by mail."""
    if not ratelimit.consume(request, action="sessions"):
        raise Refused("too_fast", _("That was often in a short time. Wait some minutes."))


def say_no(visit: Visit, form: VersionForm, refused: Refused) -> HttpResponse:
    if refused.code == "not_found":
        raise Http404
    if refused.code == "forbidden":
        raise PermissionDenied
    messages.error(visit.request, refused.text)
    if isinstance(refused, Stale):
        now = refused.session
        form.bring_up_to(now.words_version if isinstance(form, WordsForm) else now.version)
    visit.session.refresh_from_db()
    free = refused.free if isinstance(refused, Clash) else []
    return page(visit, wrong=form, free=free, status=STATUS.get(refused.code, 422))


def page(
    visit: Visit, *, wrong: VersionForm | None = None, free: Sequence[datetime] = (), status: int = 200
) -> HttpResponse:
    row, member, words = visit.session, visit.member, readable_words(visit.session)
    tzid = zone_of(member.person)
    decides = member.role in SIGNATORIES and not member.room.closed_at and row.is_live
    context = {
        "member": member,
        "session": row,
        "words": words,
        "day": day_label(row.starts_at, tzid),
        "clocks": clocks_of(row),
        "length": length(row.minutes),
        "series": siblings_of(member.person, row),
        "may_change": decides and not row.has_begun(timezone.now()),
        "may_answer": decides and row.status == Session.Status.TENTATIVE and row.mentor_id == member.person_id,
        "may_write": decides,
        "free": [slot(at, tzid) for at in free[:FREE_SHOWN]],
        "is_stale": isinstance(wrong, WordsForm) and status == STATUS["conflict"],
        **forms_of(row, words, wrong, tzid),
    }
    return render(visit.request, "calendar_sync/session.html", context, status=status)


def slot(at: datetime, tzid: str) -> tuple[str, str]:
    """As the form sends it, and as people read it."""
    return local_of(at, tzid).strftime(LOCAL_FORMAT), f"{day_label(at, tzid)}, {clock(at, tzid)}"


def forms_of(row: Session, words: Words, wrong: VersionForm | None, tzid: str) -> dict[str, VersionForm]:
    """The page's forms as the session stands, or with what was entered; always for the version that is shown."""
    written = {"title": words.title, "agenda": words.agenda, "link": words.link, "minutes": words.minutes}
    found: dict[str, VersionForm] = {
        "answer_form": VersionForm(initial={"version": row.version}),
        "cancel_form": CancelForm(initial={"version": row.version, "scope": Scope.THIS.value}),
        "move_form": MoveForm(initial=MoveForm.values_of(row, tzid), tzid=tzid),
        "words_form": WordsForm(
            initial={**written, "version": row.words_version}, has_begun=row.has_begun(timezone.now())
        ),
    }
    shown = {name: wrong if wrong and type(form) is type(wrong) else form for name, form in found.items()}
    if row.series_id is None:
        for form in shown.values():
            form.fields.pop("scope", None)
    return shown
