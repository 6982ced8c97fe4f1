"""What a removed member still hears over a socket that was open: that it is over, and nothing else."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async

from rooms import members
from tests.builders.chat import member_of, send
from tests.builders.rooms import group_room

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def room(mia, noah):
    room = group_room("Clerks", mia, noah)
    send(room, mia, "Before")
    return room


async def removed(connect, room, mia, noah):
    """Noah's client at the moment when it learns of his removal, and the cursor that it had."""
    client = connect(noah)
    snapshot = (await client.hello({str(room.pk): None}))["rooms"][str(room.pk)]["snapshot"]
    await sync_to_async(lambda: members.remove(member_of(room, mia), noah))()
    await client.hear("room.gone")
    return client, {"epoch": snapshot["epoch"], "seq": snapshot["head"], "tag": snapshot["tag"]}


@pytest.mark.parametrize("kind", ["room.open", "room.catch_up"])
async def test_removed_member_cannot_open_the_room_again(connect, room, mia, noah, kind):
    client, cursor = await removed(connect, room, mia, noah)

    reply = await client.ask(kind, room, {"cursor": cursor})

    assert (reply["error"]["code"], reply.get("data")) == ("not_a_member", None)


@pytest.mark.parametrize(
    "asked",
    [("room.history", {"no": 2}), ("room.look_up", {"people": []}), ("room.mark_read", {"no": 1})],
)
async def test_removed_member_gets_no_answer_from_the_room(connect, room, mia, noah, asked):
    client, _cursor = await removed(connect, room, mia, noah)
    kind, data = asked

    reply = await client.ask(kind, room, data)

    assert (reply["error"]["code"], reply.get("data")) == ("not_a_member", None)


async def test_removed_member_hears_no_later_event(connect, room, mia, noah):
    client, _cursor = await removed(connect, room, mia, noah)

    await sync_to_async(send)(room, mia, "After")
    await client.ask("room.history", room, {"no": 2})

    assert [said["type"] for said in client.heard if said["type"] in ("message.sent", "room.moved")] == []


async def test_removed_member_who_was_invited_again_is_let_in(connect, room, mia, noah):
    client, cursor = await removed(connect, room, mia, noah)
    await sync_to_async(lambda: members.accept(members.invite(member_of(room, mia), noah)))()

    opened = (await client.ask("room.open", room, {"cursor": cursor}))["data"]["opened"]

    assert [event["type"] for event in opened["events"]] == ["member.removed", "member.joined"]
