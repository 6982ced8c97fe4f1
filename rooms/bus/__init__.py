"""Between processes: hands what was committed to every hub. Not here: who listens in a room (hub)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings

from rooms.bus.local import InProcessBus
from rooms.bus.messages import Frame, Message, NoteFrame, Passing
from rooms.bus.shared import RedisBus

if TYPE_CHECKING:
    from rooms.bus.shared import Bus

__all__ = ["Frame", "Message", "NoteFrame", "Passing", "bus"]


def make_bus() -> Bus:
    if settings.REDIS_URLS:
        return RedisBus(settings.REDIS_URLS, channel=f"{settings.REDIS_PREFIX}:bus")
    return InProcessBus()


bus = make_bus()
