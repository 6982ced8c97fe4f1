"""What the hub and its keeper promise: revocation, repair, slow readers, rooms that come and go."""

from __future__ import annotations

import asyncio
import json
from functools import partial

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from rooms import log, members, vault
from rooms.bus import Passing
from rooms.hub.hub import Hub
from rooms.hub.keeper import GAP_SECONDS
from rooms.hub.repair import moved_heads
from rooms.hub.running import running_keeper
from rooms.models import Membership, Message, Room, RoomEvent
from rooms.models.control import end_sign_in, end_sign_ins
from rooms.opening import Standing
from tests.builders.chat import member_of, send
from tests.builders.frames import ROOM, Reader, frame
from tests.builders.live import all_open
from tests.builders.other_process import send_elsewhere
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

# A minute later the revalidation would find out too: what comes sooner came by the order.
REVOCATION_SECONDS = 20.0
CHATTY = "x" * 8000


@pytest.fixture
def group(mia, noah):
    return group_room("Clerks", mia, noah)


def set_back(room, *, head):
    """As if a copy of the database had been restored under the running process."""
    RoomEvent.objects.filter(room=room, seq__gt=head).delete()
    Message.objects.filter(room=room, seq__gt=head).delete()
    Room.objects.filter(pk=room.pk).update(head=head, message_no=head)


async def test_ended_sign_in_closes_its_connections_only(connect, room, mia):
    ended, other = connect(mia, sign_in="a"), connect(mia, sign_in="b")
    await ended.hello({str(room.pk): None})
    await other.hello({str(room.pk): None})

    await sync_to_async(end_sign_in)("a")

    close = await asyncio.wait_for(ended.hear_close(), REVOCATION_SECONDS)
    assert close == (4401, "Your sign-in has ended.")
    assert (await other.send(room, "Still here"))["ok"]


async def test_process_that_has_not_looked_for_a_while_looks_at_everything(connect, group, noah):
    client = connect(noah)
    await client.hello({str(group.pk): None})
    # Neither an order nor an event tells of it, as if both had come while nobody looked.
    await sync_to_async(Membership.objects.filter(room=group, person=noah).update)(left_at=timezone.now())

    hub = running_keeper(all_open).hub
    clock = hub.clock
    hub.clock = lambda: clock() + GAP_SECONDS + 1

    assert (await client.hear("room.gone"))["room"] == str(group.pk)


async def test_signed_out_person_is_cut_off_everywhere(connect, room, mia, noah):
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello({str(room.pk): None})

    await sync_to_async(end_sign_ins)(mia.pk)

    assert (await asyncio.wait_for(ours.hear_close(), REVOCATION_SECONDS))[0] == 4401
    assert (await theirs.send(room, "Alone"))["ok"]


async def test_person_signed_out_before_may_come_back(connect, room, mia):
    await sync_to_async(end_sign_ins)(mia.pk)
    client = connect(mia)

    await client.hello({str(room.pk): None})

    assert (await client.send(room, "Back again"))["ok"]


async def test_message_of_another_process_arrives(connect, room, mia, noah):
    client = connect(noah)
    await client.hello({str(room.pk): None})

    await asyncio.to_thread(send_elsewhere, room, mia, "From elsewhere")

    event = await client.hear("message.sent")
    assert (event["seq"], event["data"]["message"]["text"]) == (1, "From elsewhere")


@pytest.mark.parametrize(
    "order", [(1, 1, 2, 2, 3, 3, 1), (3, 2, 1), (2,), (3, 1, 3), (1, 2, 3, 2, 1)], ids=str
)  # fmt: skip
async def test_frames_doubled_late_or_out_of_order_arrive_once_and_in_order(connect, group, mia, noah, order):
    client = connect(noah)
    await client.hello({str(group.pk): None})
    for number in range(3):
        await asyncio.to_thread(send_elsewhere, group, mia, str(number))
    frames = await sync_to_async(log.frames_after)(group, 0)
    hub = running_keeper(all_open).hub

    for seq in order:
        hub.receive([frames[seq - 1]])
    await client.send(group, "The last")

    heard = [(await client.hear("message.sent"))["seq"] for _ in range(4)]
    assert (heard, [said for said in client.heard if "seq" in said]) == ([1, 2, 3, 4], [])


async def test_frame_of_another_history_changes_nothing(connect, group, mia):
    client = connect(mia)
    await client.hello({str(group.pk): None})
    hub = running_keeper(all_open).hub

    hub.receive([frame(1, room=str(group.pk), epoch="another", text='{"type":"message.sent","seq":1}')])
    await client.send(group, "Ours")

    assert (await client.hear("message.sent"))["data"]["message"]["text"] == "Ours"


async def test_passing_word_of_another_process_reaches_whom_it_is_for(connect, group, mia, noah):
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(group.pk): None})
    await theirs.hello({str(group.pk): None})
    hub = running_keeper(all_open).hub

    hub.receive([Passing(str(group.pk), '{"type":"said.to.all"}', but=str(noah.pk))])
    hub.receive([Passing(str(group.pk), '{"type":"said.to.one"}', to=str(noah.pk))])

    await ours.hear("said.to.all")
    await theirs.hear("said.to.one")
    assert [said["type"] for said in ours.heard + theirs.heard if said["type"].startswith("said")] == []


async def test_heads_older_than_what_arrived_disturb_nobody(connect, group, mia):
    client = connect(mia)
    await client.hello({str(group.pk): None})
    await client.send(group, "One")
    old = await sync_to_async(moved_heads)()
    await client.send(group, "Two")

    running_keeper(all_open).compare(old)
    await client.send(group, "Three")

    kinds = [said["type"] for said in client.heard if said["type"] in ("message.sent", "room.behind")]
    assert kinds == ["message.sent"] * 3


async def test_log_set_back_to_an_earlier_state_is_read_anew(connect, group, mia):
    client = connect(mia)
    await client.hello({str(group.pk): None})
    await client.send(group, "Kept")
    await client.send(group, "Written after the copy was made")

    await asyncio.to_thread(set_back, group, head=1)

    assert (await client.hear("room.behind"))["data"] == {"head": 1}


async def test_joining_a_room_shows_at_once_in_the_list(connect, group):
    zoe = await sync_to_async(person)("zoe")
    client = connect(zoe)
    await client.hello()

    await sync_to_async(members.join)(group, zoe)
    await client.hear("rooms.changed")
    opened = (await client.ask("room.open", group, {}))["data"]["opened"]

    assert opened["snapshot"]["title"] == "Clerks"


async def test_joining_is_told_to_the_members(connect, group, mia):
    zoe = await sync_to_async(person)("zoe")
    client = connect(mia)
    await client.hello({str(group.pk): None})

    await sync_to_async(members.join)(group, zoe)

    joined = await client.hear("member.joined")
    assert joined["data"]["person"]["name"] == "Zoe"


async def test_leaving_ends_listening_before_the_next_event(connect, group, mia, noah):
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(group.pk): None})
    await theirs.hello({str(group.pk): None})

    await sync_to_async(lambda: members.leave(member_of(group, noah)))()
    await theirs.hear("room.gone")
    await ours.send(group, "Secret of those who stayed")

    assert "Secret" not in json.dumps(theirs.heard)


async def test_closed_room_can_be_read_and_not_written(connect, group, mia, noah):
    client = connect(noah)
    await client.hello({str(group.pk): None})

    await sync_to_async(lambda: members.close(member_of(group, mia)))()
    await client.hear("room.closed")

    assert (await client.send(group, "Too late"))["error"]["code"] == "read_only"
    assert (await client.ask("room.history", group, {"no": 1}))["ok"]


async def test_erased_room_is_gone_for_its_listeners(connect, room, mia):
    await sync_to_async(send)(room, mia, "Secret")
    client = connect(mia)
    await client.hello({str(room.pk): None})

    await sync_to_async(vault.erase)(room)
    await asyncio.wait_for(client.hear("room.gone"), REVOCATION_SECONDS)

    assert (await client.ask("room.open", room, {}))["error"]["code"] == "not_found"


async def test_silent_reader_falls_behind_and_catches_up_by_pulling(connect, room, mia, noah):
    ours, theirs = connect(mia), connect(noah)
    opened = (await theirs.hello({str(room.pk): None}))["rooms"][str(room.pk)]
    await ours.hello({str(room.pk): None})
    cursor = {"epoch": opened["epoch"], "seq": 0, "tag": ""}

    def flood():
        for _ in range(60):
            send(room, mia, CHATTY)

    await sync_to_async(flood)()
    behind = await theirs.hear("room.behind")
    theirs.acknowledge()
    caught_up = (await theirs.ask("room.catch_up", room, {"cursor": cursor}))["data"]["opened"]

    assert behind["data"]["head"] < 60
    assert (caught_up["mode"], caught_up["more"], caught_up["events"][0]["seq"]) == ("page", True, 1)


async def test_hidden_person_leaves_no_trace_of_being_here(connect, room, mia, noah):
    noah.presence_audience = "nobody"
    await sync_to_async(noah.save)()
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello({str(room.pk): None})

    await theirs.ask("typing.start", room)
    await theirs.ask("room.mark_read", room, {"no": 0})
    presence = (await ours.ask("presence.window", room, {"people": [str(noah.pk)]}))["data"]["presence"]
    await ours.hear("presence.changed")

    assert str(noah.pk) not in json.dumps([ours.heard, presence["people"]])


async def test_tail_from_memory_equals_the_tail_from_the_database(connect, group, mia, noah):
    ours, theirs = connect(mia), connect(noah)
    opened = (await ours.hello({str(group.pk): None}))["rooms"][str(group.pk)]
    await ours.send(group, "One")
    first = await ours.hear("message.sent")
    await ours.send(group, "Two")
    cursor = {"epoch": opened["epoch"], "seq": 1, "tag": first["tag"]}

    in_memory = (await theirs.hello({str(group.pk): cursor}))["rooms"][str(group.pk)]["events"]
    stored = (await ours.ask("room.catch_up", group, {"cursor": {**cursor, "seq": 0, "tag": ""}}))["data"]["opened"]

    assert in_memory == stored["events"][1:]


async def test_room_that_moved_while_its_count_was_read_is_told_to_who_watches():
    hub, reader = Hub(asyncio.get_running_loop()), Reader()
    earlier = Standing(ROOM, "group", "e1", head=0, message_no=0, read_no=0, shows_presence=True)
    hub.watch(reader.connection, [earlier])
    hub.rooms[ROOM].accept([frame(1, "message.sent", message_no=1)])
    late = Reader()

    hub.watch(late.connection, [earlier])

    assert [said["data"]["message_no"] for said in await late.heard()] == [1]


async def test_deeds_posted_by_many_threads_are_all_done():
    hub = Hub(asyncio.get_running_loop())
    done: list[int] = []

    def post_many() -> None:
        for no in range(500):
            hub.post(partial(done.append, no))

    await asyncio.to_thread(at_once, *[post_many] * 4)
    finished = asyncio.Event()
    hub.post(finished.set)
    await asyncio.wait_for(finished.wait(), REVOCATION_SECONDS)

    assert sorted(done) == sorted([*range(500)] * 4)


def test_what_is_published_after_the_loop_has_ended_harms_nobody():
    loop = asyncio.new_event_loop()
    hub = Hub(loop)
    loop.close()

    hub.receive([frame(1)])

    assert hub.loop.is_closed()
