"""A closed room is read and never changed: every durable command and every form of it, found by looking for them."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest
from asgiref.sync import sync_to_async
from django.urls import get_resolver

from rooms.commands import WrittenCommand
from rooms.hot import carry_out_all, is_hot
from rooms.models import Note, Piece, RoomEvent
from rooms.protocol.commands import AnyCommand
from rooms.protocol.envelopes import Durable
from rooms.refusals import Refused
from tests.builders.board import add_goal
from tests.builders.chat import carry, new_id, send
from tests.builders.closing import closed
from tests.builders.files import upload
from tests.builders.people import browser_of
from tests.builders.wire import sample

pytestmark = pytest.mark.django_db(transaction=True)

WRITTEN = [kind for kind in get_args(AnyCommand) if issubclass(kind, get_args(WrittenCommand))]
# How far somebody has read is theirs, and an own file that belongs to nothing may be taken back.
STILL_POSSIBLE = {"room.mark_read", "cancel_upload"}
# These are a moderator's, whom a mentorship has none of, or let in who is in already.
NOT_OF_A_MENTORSHIP = {"join", "leave", "invite", "remove", "make_moderator", "close"}
SAID = "This room is closed: it can be read, but nothing can be added."
BODIES = {
    "": ("reached=Much&text=Thanks&version=1&until=&word=", "application/x-www-form-urlencoded"),
    "upload": ({"id": new_id(), "name": "notes.pdf", "size": 9}, "application/json"),
    "upload_chunk": (b"%PDF-1.7\n", "application/octet-stream"),
}


def name_of(kind) -> str:
    return str(kind.__struct_config__.tag)


def state_of(room) -> tuple[object, ...]:
    room.refresh_from_db()
    pieces = list(Piece.objects.filter(room=room).order_by("pk").values_list("pk", "version"))
    notes = list(Note.objects.filter(room=room).values_list("head", flat=True))
    return (room.head, room.message_no, room.files.count(), pieces, notes, RoomEvent.objects.filter(room=room).count())


@pytest.fixture
def closed_room(room, mia, noah):
    """Written in before, so that there is something to change."""
    send(room, mia, "Goodbye.")
    add_goal(room, noah)
    upload(room, noah)
    closed(room, mia, noah)
    return room


def test_every_durable_command_is_looked_at() -> None:
    assert {kind for kind in get_args(AnyCommand) if issubclass(kind, Durable)} <= set(WRITTEN)


def test_every_command_that_writes_is_refused(closed_room, noah):
    before = state_of(closed_room)

    codes = {name_of(kind): code_of(closed_room, noah, kind) for kind in WRITTEN if name_of(kind) not in STILL_POSSIBLE}

    assert (set(codes.values()), len(codes) > 30, state_of(closed_room)) == ({"read_only"}, True, before)


def code_of(room, who, kind) -> str:
    """What the command is answered alone and, where it may come so, in a batch."""
    command = msgspec.structs.replace(sample(kind), room=str(room.pk))
    with pytest.raises(Refused) as caught:
        carry(room, who, command)
    batch = carry_out_all([(room, who.pk, command)]) if is_hot(command) else []
    return " ".join({caught.value.code, *(each.code for each in batch)})


def test_no_door_of_the_room_changes_anything(closed_room, noah):
    browser, before = browser_of(noah), state_of(closed_room)

    told = {name: answer_of(browser, closed_room, route, name) for route, name in doors_of_a_room()}

    silent = {name for name, answer in told.items() if answer.status_code != 405 and SAID not in answer.text}
    assert (silent, state_of(closed_room)) == (NOT_OF_A_MENTORSHIP, before)


def test_file_that_belongs_to_nothing_can_be_taken_back(closed_room, noah):
    file = closed_room.files.get()

    answer = browser_of(noah).post(f"/rooms/{closed_room.pk}/files/{file.pk}/cancel/")

    assert (answer.status_code, closed_room.files.count()) == (204, 0)


def doors_of_a_room() -> list[tuple[str, str]]:
    """Every address below a room, with its name."""
    routes = get_resolver().namespace_dict["rooms"][1].url_patterns
    doors = [(str(each.pattern), each.name) for each in routes if str(each.pattern).startswith("<uuid:room>/")]
    return [(route, name) for route, name in doors if name not in STILL_POSSIBLE]


def answer_of(browser, room, route: str, name: str):
    """What the door says to something that it would take in an open room."""
    parts = {"uuid:room": room.pk, "uuid:file": room.files.get().pk, "int:no": 0, "str:ticket": "x", "str:name": "room"}
    for part, value in parts.items():
        route = route.replace(f"<{part}>", str(value))
    body, kind = BODIES.get(name, BODIES[""])
    return browser.post(f"/rooms/{route}", body, content_type=kind, follow=True)


async def test_open_sockets_learn_it_from_the_log(room, mia, noah, connect):
    clients = [connect(mia), connect(noah)]
    for client in clients:
        await client.hello({str(room.pk): None})

    await sync_to_async(closed)(room, mia, noah)

    for client in clients:
        signed = [await client.hear("closing.signed") for _ in range(2)]
        shut = await client.hear("room.closed")
        assert [each["seq"] for each in (*signed, shut)] == [2, 3, 4]
        assert (await client.send(room, "Too late"))["error"]["code"] == "read_only"
