"""What stands in place of times while a mentorship rests. Not here: resting and going on (rooms.pausing)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from calendar_sync.picker.people import require_signatory
from rooms.models import Pause

if TYPE_CHECKING:
    from django.http import HttpResponse

    from rooms.entry import SignedIn
    from rooms.models import Membership, Room


def pause_of(room: Room) -> Pause | None:
    return Pause.objects.under_way().filter(room=room).select_related("person").first()


def resting(request: SignedIn, member: Membership, pause: Pause) -> HttpResponse:
    """Whatever was asked for: nothing is planned until somebody lets it go on."""
    require_signatory(member)
    status = 409 if request.method == "POST" else 200
    return render(request, "calendar_sync/resting.html", {"member": member, "pause": pause}, status=status)
