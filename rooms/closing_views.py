"""The page on which a mentorship rests or ends, its doors, and the copy to take along. Not here: the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core import ratelimit
from asgiref.sync import sync_to_async
from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rooms import closing, pausing
from rooms.closing_forms import AnswerForm, PauseForm, ProposeForm, SignForm
from rooms.closing_page import read_closing_page
from rooms.entry import members_only
from rooms.export import read_copy, zipped
from rooms.member_views import refuse
from rooms.members import SIGNATORIES
from rooms.reading import one_moment
from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from django.forms import Form
    from django.http import HttpResponse

    from rooms.closing_page import ClosingPage, Proposal
    from rooms.entry import SignedIn
    from rooms.models import Membership

COPY_HEADERS = {
    "Content-Type": "application/zip",
    "Content-Disposition": 'attachment; filename="mentorship.zip"',
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    # A proxy that buffers would keep a long answer in a temporary file, in clear.
    "X-Accel-Buffering": "no",
}


@require_safe
@members_only
def show(request: SignedIn, member: Membership) -> HttpResponse:
    return page(request, member)


@require_POST
@members_only
def propose(request: SignedIn, member: Membership) -> HttpResponse:
    form = ProposeForm(request.POST)
    said = _("The proposal is made. Nothing is signed yet.")
    return carry(request, member, form, lambda: closing.propose(member, closing.Words(**form.cleaned_data)), said)


@require_POST
@members_only
def answer(request: SignedIn, member: Membership) -> HttpResponse:
    form = AnswerForm(request.POST)
    return carry(request, member, form, lambda: closing.answer(member, **form.cleaned_data), _("Your words are kept."))


@require_POST
@members_only
def sign(request: SignedIn, member: Membership) -> HttpResponse:
    form = SignForm(request.POST)
    return carry(request, member, form, lambda: closing.sign(member, **form.cleaned_data), _("You have signed."))


@require_POST
@members_only
def withdraw(request: SignedIn, member: Membership) -> HttpResponse:
    return carry(request, member, None, lambda: closing.withdraw(member), _("It is taken back."))


@require_POST
@members_only
def pause(request: SignedIn, member: Membership) -> HttpResponse:
    form = PauseForm(request.POST)
    return carry(request, member, form, lambda: pausing.pause(member, **form.cleaned_data), _("The mentorship rests."))


@require_POST
@members_only
def resume(request: SignedIn, member: Membership) -> HttpResponse:
    return carry(request, member, None, lambda: pausing.resume(member), _("The mentorship goes on."))


@require_safe
@members_only
def export(_request: SignedIn, member: Membership) -> StreamingHttpResponse:
    """Open and closed rooms alike; what is sealed is opened for this member alone."""
    if not member.room.is_sealed:
        raise Http404
    try:
        with one_moment():
            pieces = zipped(read_copy(member))
    except Refused:
        raise Http404 from None
    return StreamingHttpResponse(handed_on(pieces), headers=COPY_HEADERS)


async def handed_on(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Read on only as fast as the member receives."""
    read_on = sync_to_async(lambda: next(pieces, b""))
    while piece := await read_on():
        yield piece


def require_patience(request: SignedIn) -> None:
    """What is done here may be told by mail."""
    if not ratelimit.consume(request, action="closing"):
        raise Refused("too_fast", _("That was often in a short time. Wait some minutes."))


def carry(
    request: SignedIn, member: Membership, form: Form | None, deed: Callable[[], object], said: str
) -> HttpResponse:
    """Carry the deed out and come back to the page; what is wrong with the form is said in its place."""
    if form and not form.is_valid():
        return page(request, member, form)
    try:
        require_patience(request)
        deed()
    except Refused as refused:
        return refuse(request, refused, "rooms:closing", member.room_id)
    messages.success(request, said)
    return redirect("rooms:closing", member.room_id)


def page(request: SignedIn, member: Membership, wrong: Form | None = None) -> HttpResponse:
    try:
        with one_moment():
            shown = read_closing_page(member.room) if member.room.is_sealed else None
    except Refused:
        raise Http404 from None
    if shown is None:
        raise Http404
    may_decide = member.role in SIGNATORIES and not member.room.closed_at
    own = shown.proposal.said_by(member) if shown.proposal else None
    context = {"member": member, "page": shown, "own": own, "may_decide": may_decide, **forms_of(member, shown, wrong)}
    return render(request, "rooms/closing.html", context, status=422 if wrong else 200)


def forms_of(member: Membership, shown: ClosingPage, wrong: Form | None) -> dict[str, Form]:
    """The page's forms with what stands there now, or with what was wrongly filled in."""
    sign_form = SignForm(initial={"version": shown.proposal.row.version if shown.proposal else 0})
    if shown.proposal and shown.proposal.said_by(member).notice_at:
        del sign_form.fields["with_notice"]
    fresh: list[Form] = [
        ProposeForm(initial=words_in(shown.proposal)),
        AnswerForm(initial=own_answer(member, shown.proposal)),
        sign_form,
        PauseForm(initial={"until": shown.rest.row.until, "word": shown.rest.word} if shown.rest else None),
    ]
    names = {ProposeForm: "propose", AnswerForm: "answer", SignForm: "sign", PauseForm: "pause"}
    return {f"{names[type(form)]}_form": wrong if isinstance(wrong, type(form)) else form for form in fresh}


def words_in(proposal: Proposal | None) -> dict[str, str] | None:
    if proposal is None:
        return None
    words = proposal.words
    return {"reached": words.reached, "continues": words.continues, "shareable": words.shareable}


def own_answer(member: Membership, proposal: Proposal | None) -> dict[str, object] | None:
    own = proposal.said_by(member) if proposal else None
    return {"text": own.text, "objects": own.objects} if own else None
