"""The operators' pages: everybody's state and dates, invitations, deactivation. Not here: anything a person wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from server.accounts import invitations, people
from server.accounts.demo import is_demo_site
from server.accounts.doors import limited, operators_only
from server.accounts.forms import InvitePeopleForm
from server.accounts.models import Person, SiteInvitation

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from django.http import HttpResponse

    from server.accounts.doors import SignedIn

PAGE_ROWS = 50


@operators_only
@limited("people")
@require_http_methods(["GET", "POST"])
def people_list(request: SignedIn) -> HttpResponse:
    """Names, addresses, states and dates; nothing of what people wrote. What is looked for stands in no address."""
    wanted = request.POST.get("find", "").strip()
    shown = Person.objects.human().matching(wanted).defer("about", "password").order_by("name", "pk")
    page = Paginator(shown, PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page, "find": wanted})


@operators_only
@limited("invite")
@require_http_methods(["GET", "POST"])
def invite(request: SignedIn) -> HttpResponse:
    form = InvitePeopleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_demo_site():
            messages.error(request, _("This is a demo: nobody real can be invited."))
        else:
            report(request, invitations.invite(form.cleaned_data["addresses"], by=request.user))
        return redirect("accounts:invite")
    context = {"form": form, "pending": SiteInvitation.objects.pending().order_by("-made_at")[:PAGE_ROWS]}
    return render(request, "accounts/invite.html", context, status=422 if form.errors else 200)


def report(request: SignedIn, result: invitations.Invited) -> None:
    if result.sent:
        count = len(result.sent)
        messages.success(
            request, ngettext("%d invitation is on its way.", "%d invitations are on their way.", count) % count
        )
    if result.already_here:
        messages.info(request, _("Already here: %s") % ", ".join(result.already_here))


@operators_only
@require_POST
def revoke_invitation(request: SignedIn, invitation_id: int) -> HttpResponse:
    if not invitations.revoke(invitation_id):
        raise Http404
    messages.success(request, _("The invitation is revoked. Its link no longer works."))
    return redirect("accounts:invite")


@operators_only
@limited("people")
@require_POST
@reauthentication_required(app="allauth.account")  # type: ignore[untyped-decorator]  # allauth ships no types
def change_person(request: SignedIn, person_id: uuid.UUID, deed: str) -> HttpResponse:
    verb, sentence = DEEDS[deed]
    try:
        changed = verb(person_id, request.user)
    except Person.DoesNotExist as fault:
        raise Http404 from fault
    except people.NotAllowed as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, sentence() % {"name": changed.name})
    return redirect("accounts:people")


DEEDS: dict[str, tuple[Callable[[uuid.UUID, Person], Person], Callable[[], str]]] = {
    "deactivate": (
        lambda person_id, by: people.deactivate(person_id, by=by),
        lambda: _("%(name)s is deactivated and signed out everywhere."),
    ),
    "reactivate": (
        lambda person_id, _by: people.reactivate(person_id),
        lambda: _("%(name)s can sign in again."),
    ),
    "appoint": (
        lambda person_id, _by: people.appoint_operator(person_id),
        lambda: _("%(name)s is an operator now."),
    ),
    "dismiss": (
        lambda person_id, by: people.dismiss_operator(person_id, by=by),
        lambda: _("%(name)s is no longer an operator."),
    ),
}
