"""One view that carries out one command for each request, in a transaction of its own."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import msgspec
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import JsonResponse
from django.urls import path
from django.views.decorators.http import require_POST

from rooms.commands import carry_out
from rooms.models import Room
from rooms.protocol.commands import AnyCommand
from rooms.refusals import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

decoder = msgspec.json.Decoder(AnyCommand)


@login_required
@require_POST
def say(request: HttpRequest) -> JsonResponse:
    command = decoder.decode(request.body)
    room = uuid.UUID(command.room)
    try:
        with transaction.atomic():
            carried = carry_out(Room.objects.lock([room]).get(room), request.user.pk, command)
    except Refused as refusal:
        return JsonResponse({"code": refusal.code}, status=409)
    return JsonResponse(msgspec.to_builtins(carried.done))


urlpatterns = [path("say/", say)]
