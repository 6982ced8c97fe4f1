"""Where one sees how one signs in, and which browsers are signed in. Not here: changing a factor (allauth's pages)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from server.accounts import sign_ins
from server.accounts.models import SignIn

if TYPE_CHECKING:
    from django.http import HttpResponse

    from server.accounts.doors import SignedIn


@login_required
@require_safe
def security(request: SignedIn) -> HttpResponse:
    factors = list(Authenticator.objects.filter(user=request.user).order_by("pk"))
    kinds = {factor.type for factor in factors}
    context = {
        "devices": sign_ins.devices(request.user, request.session.sign_in),
        "has_app": Authenticator.Type.TOTP in kinds,
        "passkeys": [factor for factor in factors if factor.type == Authenticator.Type.WEBAUTHN],
        "has_recovery_codes": Authenticator.Type.RECOVERY_CODES in kinds,
    }
    return render(request, "accounts/security.html", context)


@login_required
@require_POST
def end_sign_in(request: SignedIn, sign_in: str) -> HttpResponse:
    if not sign_ins.end(SignIn.objects.of(request.user).filter(pk=sign_in)):
        raise Http404
    if sign_in == request.session.sign_in:
        request.session.flush()
        return redirect("account_login")
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:security")


@login_required
@require_POST
def end_other_sign_ins(request: SignedIn) -> HttpResponse:
    ended = sign_ins.end_others(request.user, keep=request.session.sign_in)
    sentence = ngettext("%d other browser is signed out.", "%d other browsers are signed out.", ended) % ended
    messages.success(request, sentence if ended else _("No other browser was signed in."))
    return redirect("accounts:security")
