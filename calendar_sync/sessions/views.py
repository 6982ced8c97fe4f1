"""The page of one session and its doors, which work without JavaScript. Not here: lists of them, the rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from msgspec.structs import replace

from calendar_sync.availability.rules import link_of
from calendar_sync.booking import answering
from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.scope import Stale
from calendar_sync.clocks.labels import length
from calendar_sync.models import Policy, Proposal, Session
from calendar_sync.picker.choosing import moment_code
from calendar_sync.sessions import editing
from calendar_sync.sessions.attending import seen_in
from calendar_sync.sessions.coming import ANSWERS
from calendar_sync.sessions.following_up import decisions_in
from calendar_sync.sessions.forms import CancelForm, EndForm, GoalForm, VersionForm, WordsForm
from calendar_sync.sessions.holding import EARLY, FORESEEN
from calendar_sync.sessions.reading import (
    clocks_of,
    day_label,
    moment_label,
    readable_words,
    siblings_of,
    zone_of,
)
from calendar_sync.sessions.reminding import is_hinted
from rooms.members import SIGNATORIES
from rooms.models import Membership
from rooms.notes.subjects import has_note
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.forms import Form
    from django.http import HttpResponse

    from calendar_sync.sessions.attending import Seen
    from calendar_sync.sessions.reading import Clock
    from calendar_sync.sessions.wording import Words
    from rooms.entry import SignedIn

DELAYS = (5, 10, 15, 30)
STATUS = {"conflict": 409, "too_fast": 429, "unavailable": 503}


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


@require_safe
@entered
def read(visit: Visit) -> HttpResponse:
    """What is written about it, for the room, which shows it beside the talk, and whether to hint at its begin."""
    words = readable_words(visit.session)
    link = words.link or link_of_mentor(visit.session)
    hinted = is_hinted(visit.request.user, visit.session, timezone.now())
    return JsonResponse({"agenda": words.agenda, "minutes": words.minutes, "link": link, "hinted": hinted})


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
    def deed(data: dict[str, Any]) -> object:
        return cancel(visit.member, visit.session.pk, version=data["version"], scope=form.which)

    form = CancelForm(visit.request.POST, repeats=visit.session.repeats)
    return carry(visit, form, deed, _("Cancelled."))


@require_POST
@entered
def write(visit: Visit) -> HttpResponse:
    def deed(data: dict[str, Any]) -> object:
        version, words = data.pop("version"), replace(readable_words(visit.session), **data)
        return editing.write(visit.member, visit.session.pk, words, version=version)

    form = WordsForm(visit.request.POST, has_begun=visit.session.has_begun(timezone.now()))
    return carry(visit, form, deed, _("Saved."))


def carry(visit: Visit, form: Form, deed: Callable[[dict[str, Any]], object], said: str) -> HttpResponse:
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


def say_no(visit: Visit, form: Form, refused: Refused) -> HttpResponse:
    if refused.code == "not_found":
        raise Http404
    if refused.code == "forbidden":
        raise PermissionDenied
    messages.error(visit.request, refused.text)
    if isinstance(refused, Stale) and isinstance(form, VersionForm):
        now = refused.session
        form.bring_up_to(now.words_version if isinstance(form, WordsForm) else now.version)
    visit.session.refresh_from_db()
    return page(visit, wrong=form, status=STATUS.get(refused.code, 422))


def page(visit: Visit, *, wrong: Form | None = None, status: int = 200) -> HttpResponse:
    row, member, words = visit.session, visit.member, readable_words(visit.session)
    tzid, clocks = zone_of(member.person), clocks_of(row)
    own = next((each.attendance for each in clocks if each.attendance.person_id == member.person_id), None)
    seen = seen_in(row, [each.attendance for each in clocks], timezone.now()) if own else None
    hints = seen_words(seen)
    context = {
        "member": member,
        "session": row,
        "words": words,
        "day": day_label(row.starts_at, tzid),
        "clocks": [(each, hints.get(each.attendance.person_id, "")) for each in clocks],
        "own": own,
        "length": length(row.minutes),
        "series": siblings_of(member.person, row),
        "delays": DELAYS,
        "answers": ANSWERS,
        "decisions": decisions_in(words.minutes),
        "link": words.link or link_of_mentor(row),
        "has_note": row.is_live or has_note(member.room, row.pk),
        "proposals": proposals_of(row, tzid, timezone.now()),
        "is_stale": isinstance(wrong, WordsForm) and status == STATUS["conflict"],
        **may(member, row, timezone.now()),
        **forms_of(row, words, clocks, wrong, seen=seen),
    }
    return render(visit.request, "calendar_sync/session.html", context, status=status)


def link_of_mentor(row: Session) -> str:
    policy = Policy.objects.filter(person=row.mentor_id).first()
    return link_of(policy) if policy else ""


def proposals_of(row: Session, tzid: str, now: datetime) -> list[tuple[Proposal, str, str]]:
    """Other times that somebody proposed, as people read them and as the door of moving does."""
    rows = Proposal.objects.filter(session=row, starts_at__gt=now).select_related("person").order_by("at")
    return [(each, moment_label(each.starts_at, tzid), moment_code(each.starts_at)) for each in rows]


def may(member: Membership, row: Session, now: datetime) -> dict[str, bool]:
    """Which doors the page shows this member now; what is behind them judges for itself."""
    decides = member.role in SIGNATORIES and not member.room.closed_at and row.is_live
    holds = decides and row.status == Session.Status.CONFIRMED
    goes_on = holds and not row.ended_at and now < row.ends_at
    return {
        "may_write": decides,
        "may_answer": decides and not holds and row.mentor_id == member.person_id,
        "may_change": decides and not row.has_begun(now),
        "may_say": decides and now < row.ends_at,
        "may_join": goes_on and row.starts_at - EARLY <= now,
        "may_start": goes_on and not row.started_at and row.starts_at - EARLY <= now,
        "may_be_late": goes_on and not row.started_at and row.starts_at - FORESEEN <= now,
        "may_run_over": holds and bool(row.started_at) and not row.ended_at and now < row.ends_at + FORESEEN,
        "may_end": holds and row.has_begun(now),
    }


def forms_of(
    row: Session, words: Words, clocks: Sequence[Clock], wrong: Form | None, *, seen: Seen | None
) -> dict[str, Form]:
    """The page's forms as the session stands, or with what was entered; always for the version that is shown."""
    written = {"title": words.title, "agenda": words.agenda, "link": words.link, "minutes": words.minutes}
    came = [str(each.attendance.person_id) for each in clocks if each.attendance.came is not False]
    found: dict[str, Form] = {
        "answer_form": VersionForm(initial={"version": row.version}),
        "cancel_form": CancelForm(initial={"version": row.version}, repeats=row.repeats),
        "goal_form": GoalForm(),
        "end_form": EndForm(initial={"came": came}, people=people_of(clocks, seen)),
        "words_form": WordsForm(
            initial={**written, "version": row.words_version}, has_begun=row.has_begun(timezone.now())
        ),
    }
    return {name: wrong if wrong and type(form) is type(wrong) else form for name, form in found.items()}


def people_of(clocks: Sequence[Clock], seen: Seen | None = None) -> list[tuple[str, str]]:
    """As a form's choices, with how long each was seen."""
    hints = seen_words(seen)
    people = [each.attendance.person for each in clocks]
    return [(str(each.pk), f"{each.name}, {hints[each.pk]}" if each.pk in hints else each.name) for each in people]


def seen_words(seen: Seen | None) -> dict[uuid.UUID, str]:
    """For those who take part alone."""
    if seen is None:
        return {}
    said = _("in the room for %(minutes)s of %(held)s minutes")
    return {person: said % {"minutes": minutes, "held": seen.held} for person, minutes in seen.minutes.items()}
