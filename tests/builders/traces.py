"""What a room shows of its members and its log, for tests that compare before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from rooms.models import Control, Membership, RoomEvent
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable

    from rooms.models import Room


def history(room: Room) -> list[tuple[int, str, str]]:
    """Every event as seq, kind and the actor's name."""
    rows = RoomEvent.objects.filter(room=room).order_by("seq")
    return [(row.seq, row.kind, row.actor.name) for row in rows.select_related("actor")]


def people_in(room: Room) -> list[tuple[str, str]]:
    rows = Membership.objects.current().filter(room=room).order_by("joined_at", "pk")
    return [(row.person.name, row.role) for row in rows.select_related("person")]


def told() -> list[uuid.UUID | None]:
    """Everybody whose connections are told to look again which rooms are theirs."""
    return list(Control.objects.filter(kind="rooms_changed").order_by("pk").values_list("person", flat=True))


def refused(room: Room, deed: Callable[..., Any], *arguments: Any) -> str:
    """The code of a refusal that leaves no trace and says nothing of the room."""
    before = (history(room), people_in(room), told())
    with pytest.raises(Refused) as caught:
        deed(*arguments)
    assert (history(room), people_in(room), told()) == before
    assert not room.title or room.title not in str(caught.value)
    return caught.value.code
