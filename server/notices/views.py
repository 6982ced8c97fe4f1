"""The demo's letter box: mail that was not sent, to be read by whoever tries the demo. Not here: people's notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from server.notices.models import DemoMail

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SHOWN = 100


@require_safe
@never_cache
def demo_mails(request: HttpRequest) -> HttpResponse:
    refuse_unless_demo()
    mails = DemoMail.objects.order_by("-pk")[:SHOWN]
    return render(request, "notices/demo_mails.html", {"mails": mails})


@require_safe
@never_cache
def demo_mail(request: HttpRequest, pk: int) -> HttpResponse:
    refuse_unless_demo()
    return render(request, "notices/demo_mail.html", {"mail": get_object_or_404(DemoMail, pk=pk)})


def refuse_unless_demo() -> None:
    if not settings.DEMO:
        raise Http404
