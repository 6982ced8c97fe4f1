"""Accepting an invitation, and the demo's one-click sign-in. Not here: open sign-up (allauth's)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from server.accounts import invitations, sign_ins
from server.accounts.demo import is_demo_door_open, is_demo_site
from server.accounts.doors import limited, secret_page
from server.accounts.forms import DemoForm, JoinForm
from server.accounts.models import Person, SiteInvitation

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

INVITATION = "invitation"


@limited("join", gets=True)
@secret_page
@require_safe
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Leaves the token behind at once: the form's address holds no secret. Opening the link uses nothing up."""
    found = invitations.find_open(token)
    if found is None:
        return gone(request)
    request.session[INVITATION] = found.pk
    return redirect("accounts:join")


@limited("join")
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    found = SiteInvitation.objects.open().filter(pk=request.session.get(INVITATION, 0)).first()
    if found is None or is_demo_site():
        return gone(request)
    form = JoinForm(request.POST or None, email=found.email)
    if request.user.is_authenticated or request.method != "POST" or not form.is_valid():
        context = {"form": form, "invitation": found}
        return render(request, "accounts/join.html", context, status=422 if form.errors else 200)
    person = invitations.accept(
        found.pk,
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password1"],
        time_zone=form.cleaned_data["time_zone"],
    )
    if person is None:
        return gone(request)
    del request.session[INVITATION]
    response: HttpResponse = perform_login(request, person, email=person.email, signup=True)
    return response


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/invitation_gone.html", status=410)


def demo(request: HttpRequest) -> HttpResponse:
    """Become one of the invented people; anywhere but in a fenced demo this page does not exist."""
    if not is_demo_door_open(request):
        raise Http404
    return choose_whom(request)


@limited("demo")
@require_http_methods(["GET", "POST"])
def choose_whom(request: HttpRequest) -> HttpResponse:
    form = DemoForm(request.POST)
    if request.method == "GET":
        cast = Person.objects.demo_cast().prefetch_related("memberships")
        return render(request, "accounts/demo.html", {"cast": cast})
    if not form.is_valid():
        raise Http404
    sign_ins.begin(request, form.cleaned_data["person"], address=get_adapter().get_client_ip(request))
    return redirect("home")
