"""Which verb of the board is behind which command. Not here: the verbs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rooms.refusals import Refused

if TYPE_CHECKING:
    from rooms.log import Cause
    from rooms.models import Membership, RoomEvent
    from rooms.protocol.board import BoardCommand


def act(_member: Membership, _cause: Cause, _command: BoardCommand) -> RoomEvent:
    raise Refused("not_found", _("There is no goal board in this room."))
