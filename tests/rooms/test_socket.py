"""The socket as a client meets it: opening, talking, being refused, going."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async

from rooms.members import remove
from rooms.models import Membership, Message
from tests.builders.chat import member_of, new_id, send
from tests.builders.people import person
from tests.builders.rooms import group_room

pytestmark = pytest.mark.django_db(transaction=True)


async def test_message_reaches_both_members(connect, room, mia, noah):
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello({str(room.pk): None})

    reply = await ours.send(room, "Good morning.")

    assert reply["data"]["seq"] == 1
    for client in (ours, theirs):
        event = await client.hear("message.sent")
        assert (event["seq"], event["data"]["message"]["text"]) == (1, "Good morning.")


async def test_repeated_command_gets_the_first_reply_again(connect, room, mia):
    client = connect(mia)
    await client.hello({str(room.pk): None})
    command = new_id()
    first = await client.send(room, "Once", command)

    again = await client.send(room, "Once", command)

    assert (again["data"], again["again"]) == (first["data"], True)


async def test_welcome_brings_a_snapshot_without_cursor(connect, room, mia, noah):
    await sync_to_async(send)(room, noah, "Earlier")

    welcome = await connect(mia).hello({str(room.pk): None})

    opened = welcome["rooms"][str(room.pk)]
    assert (opened["mode"], opened["head"], opened["snapshot"]["title"]) == ("reset", 1, "Noah")
    assert [message["text"] for message in opened["snapshot"]["page"]["messages"]] == ["Earlier"]
    assert [(line["message_no"], line["read_no"]) for line in welcome["unread"]] == [(1, 0)]


async def test_welcome_brings_the_tail_after_a_cursor(connect, room, mia, noah):
    await sync_to_async(send)(room, noah, "One")
    client = connect(mia)
    snapshot = (await client.hello({str(room.pk): None}))["rooms"][str(room.pk)]["snapshot"]
    await client.leave()
    await sync_to_async(send)(room, noah, "Two")

    cursor = {"epoch": snapshot["epoch"], "seq": snapshot["head"], "tag": snapshot["tag"]}
    opened = (await connect(mia).hello({str(room.pk): cursor}))["rooms"][str(room.pk)]

    assert (opened["mode"], [event["data"]["message"]["text"] for event in opened["events"]]) == ("tail", ["Two"])


@pytest.mark.parametrize("wrong", [{"epoch": "other"}, {"tag": "other"}, {"seq": 7}])
async def test_cursor_of_another_history_is_reset(connect, room, mia, noah, wrong):
    await sync_to_async(send)(room, noah, "One")
    client = connect(mia)
    snapshot = (await client.hello({str(room.pk): None}))["rooms"][str(room.pk)]["snapshot"]

    cursor = {"epoch": snapshot["epoch"], "seq": snapshot["head"], "tag": snapshot["tag"], **wrong}
    opened = (await connect(mia).hello({str(room.pk): cursor}))["rooms"][str(room.pk)]

    assert opened["mode"] == "reset"


async def test_stranger_cannot_open_a_room(connect, room, mia, noah):
    await sync_to_async(send)(room, noah, "Secret")
    zoe = await sync_to_async(person)("zoe")

    opened = (await connect(zoe).hello({str(room.pk): None}))["rooms"][str(room.pk)]

    assert (opened["error"]["code"], opened.get("snapshot")) == ("not_found", None)


async def test_stranger_hears_nothing_and_stores_nothing(connect, room, mia):
    zoe = await sync_to_async(person)("zoe")
    client = connect(zoe)
    await client.hello()

    reply = await client.send(room, "Let me in")

    assert reply["error"]["code"] == "not_found"
    assert await Message.objects.acount() == 0


async def test_visitor_is_told_to_sign_in(connect):
    assert await connect(None).hear_close() == (4401, "Sign in first.")


async def test_hello_of_another_person_is_refused(connect, mia, noah):
    client = connect(mia)
    client.say("hello", data={"client": "test", "tab": new_id(), "person": str(noah.pk)})

    assert await client.hear_close() == (4401, "Another person is signed in now.")


async def test_ended_sign_in_is_refused(connect, mia):
    client = connect(mia, sign_in="ended")
    client.say("hello", data={"client": "test", "tab": new_id(), "person": str(mia.pk)})

    assert await client.hear_close() == (4401, "Your sign-in has ended.")


async def test_unknown_subprotocol_is_closed(connect, mia):
    assert (await connect(mia, subprotocols=("chat",)).hear_close())[0] == 4400


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "bad_shape"),
        ("[", "bad_shape"),
        ('{"type":"room.burn","ref":9}', "unknown_type"),
        ('{"type":"message.send","ref":9,"room":"x","client_id":"0123456789","data":{"text":"Hi"}}', "bad_shape"),
        ('{"type":"ack","data":{"frames":1},"more":1}', "bad_shape"),
    ],
)
async def test_bad_frame_is_answered_and_survived(connect, mia, text, code):
    client = connect(mia)
    await client.hello()

    client.send_text(text)

    kind = "reply" if '"ref"' in text else "refused"
    assert (await client.hear(kind))["error"]["code"] == code
    client.say("ack", data={"frames": 1})


async def test_too_long_text_is_refused_by_name(connect, room, mia):
    client = connect(mia)
    await client.hello({str(room.pk): None})

    reply = await client.send(room, "x" * 8001)

    assert reply["error"]["code"] == "too_long"
    assert await Message.objects.acount() == 0


async def test_twenty_errors_in_ten_seconds_end_the_connection(connect, mia):
    client = connect(mia)
    await client.hello()

    for _ in range(21):
        client.send_text("{")

    assert await client.hear_close() == (4429, "Too many errors.")


async def test_haste_is_refused_and_holds_up_later_messages(connect, settings, mia, noah):
    settings.RATES = {**settings.RATES, "messages.group": (0.001, 2)}
    room = await sync_to_async(group_room)("Clerks", mia, noah)
    client = connect(mia)
    await client.hello({str(room.pk): None})

    replies = [await client.send(room, f"Message {number}") for number in range(4)]

    codes = [(reply["error"] or {}).get("code", "ok") for reply in replies]
    assert codes == ["ok", "ok", "too_fast", "behind"]
    assert await Message.objects.acount() == 2


async def test_removed_member_hears_nothing_more(connect, mia, noah):
    room = await sync_to_async(group_room)("Clerks", mia, noah)
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello({str(room.pk): None})

    await sync_to_async(lambda: remove(member_of(room, mia), noah))()
    await theirs.hear("room.gone")
    await ours.send(room, "Now that he is gone")
    reply = await theirs.send(room, "Hello?")

    assert reply["error"]["code"] == "not_a_member"
    assert [said["type"] for said in theirs.heard if said["type"].startswith("message")] == []
    assert await Membership.objects.filter(person=noah, removed=True).acount() == 1


async def test_watcher_learns_of_new_messages_without_their_words(connect, room, mia, noah):
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello()

    await ours.send(room, "Secret words")

    moved = await theirs.hear("room.moved")
    assert (moved["data"]["message_no"], "Secret" in str(moved)) == (1, False)


async def test_typing_is_told_to_others_only(connect, room, mia, noah):
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello({str(room.pk): None})

    await ours.ask("typing.start", room)

    assert (await theirs.hear("typing.started"))["data"] == {"person": str(mia.pk)}
    assert [said for said in ours.heard if said["type"] == "typing.started"] == []


async def test_presence_of_the_other_arrives(connect, room, mia, noah):
    ours = connect(mia)
    await ours.hello({str(room.pk): None})
    theirs = connect(noah)
    await theirs.hello({str(room.pk): None})

    async def both_here():
        here: set[str] = set()
        while len(here) < 2:
            changed = await ours.hear("presence.changed")
            here |= {each["person"] for each in changed["data"]["here"]}
        return here

    assert await asyncio.wait_for(both_here(), 20) == {str(mia.pk), str(noah.pk)}


async def test_read_mark_is_shown_to_the_other(connect, room, mia, noah):
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello({str(room.pk): None})
    await ours.send(room, "Read me")

    await theirs.ask("room.mark_read", room, {"no": 1})

    assert (await ours.hear("room.marked_read"))["data"] == {"mark": {"person": str(noah.pk), "no": 1}}


async def test_history_is_paged_for_members_only(connect, room, mia, noah):
    await sync_to_async(lambda: [send(room, mia, f"Message {number}") for number in range(1, 6)])()
    zoe = await sync_to_async(person)("zoe")
    ours, stranger = connect(noah), connect(zoe)
    await ours.hello({str(room.pk): None})
    await stranger.hello()

    page = (await ours.ask("room.history", room, {"no": 4}))["data"]["page"]
    refused = await stranger.ask("room.history", room, {"no": 4})

    assert ([each["no"] for each in page["messages"]], page["earlier"]) == ([1, 2, 3], False)
    assert refused["error"]["code"] == "not_found"
