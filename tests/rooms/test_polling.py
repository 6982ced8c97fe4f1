"""What a page can do whose sockets are blocked: the same as all others, and no more."""

from __future__ import annotations

import asyncio
import time

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.db import transaction

from rooms.hub.running import drain, running_keeper, stop_running
from rooms.members import remove
from rooms.models import Message
from rooms.models.control import end_sign_ins
from rooms.relay import HANDED_OVER_SECONDS
from tests.builders.chat import member_of, new_id, send
from tests.builders.live import all_open
from tests.builders.people import person
from tests.builders.polls import Page, process
from tests.builders.rooms import group_room

pytestmark = pytest.mark.django_db(transaction=True)
REVOKED_SECONDS = 2.0


@pytest_asyncio.fixture
async def here():
    """The doors of a process, which ends with the test."""
    yield process()
    await stop_running()


@pytest.fixture
def hidden(mia, noah):
    """Nobody's presence is told: no poll has anything to say but what the test says."""
    for each in (mia, noah):
        each.presence_audience = "nobody"
        each.save(update_fields=["presence_audience"])


@pytest_asyncio.fixture
async def ours(here, room, mia):
    page = Page(mia, room, at=here)
    await page.hear("welcome")
    return page


@pytest_asyncio.fixture
async def theirs(here, room, noah):
    page = Page(noah, room, at=here)
    await page.hear("welcome")
    return page


def codes(said):
    return [(each["error"] or {}).get("code", "ok") for each in said]


# The talk


async def test_first_poll_brings_a_snapshot(here, room, mia, noah):
    await sync_to_async(send)(room, noah, "Earlier")
    page = Page(mia, room, at=here)

    opened = (await page.hear("welcome"))["data"]["rooms"][str(room.pk)]

    assert (opened["mode"], opened["head"]) == ("reset", 1)
    assert [message["text"] for message in opened["snapshot"]["page"]["messages"]] == ["Earlier"]


async def test_post_is_answered_with_its_reply_and_polls_bring_the_event(ours, theirs, room):
    reply = await ours.send(room, "Good morning.")

    assert (reply["ok"], reply["data"]["seq"]) == (True, 1)
    for page in (ours, theirs):
        event = await page.hear("message.sent")
        assert (event["seq"], event["data"]["message"]["text"]) == (1, "Good morning.")


async def test_sockets_and_polls_hear_each_other(connect, ours, room, noah):
    socket = connect(noah)
    await socket.hello({str(room.pk): None})

    await ours.send(room, "By request.")
    await socket.send(room, "By socket.")

    texts = [(await page.hear("message.sent"))["data"]["message"]["text"] for page in (socket, socket, ours, ours)]
    assert texts == ["By request.", "By socket."] * 2


async def test_lost_answer_is_given_again(ours, theirs, room):
    await theirs.send(room, "Once.")
    before = ours.frames
    await ours.hear("message.sent")

    answer = await ours.poll(frames=before)

    assert [said["seq"] for said in answer["said"] if said["type"] == "message.sent"] == [1]


async def test_newer_poll_of_a_tab_ends_the_older_one(ours):
    await ours.poll()
    older = asyncio.ensure_future(ours.poll())
    await asyncio.sleep(0)
    newer = asyncio.ensure_future(ours.poll())

    assert (await asyncio.wait_for(older, 5))["relay"] == ours.relay
    newer.cancel()


async def test_repeated_command_gets_the_first_reply_again(ours, room):
    command = new_id()
    first = await ours.send(room, "Once", command)

    again = await ours.send(room, "Once", command)

    assert (again["data"], again["again"]) == (first["data"], True)
    assert await Message.objects.acount() == 1


async def test_several_commands_are_carried_out_in_their_order(ours, room):
    several = [ours.command("message.send", room, {"text": text}, client_id=new_id()) for text in ("One", "Two")]

    replies = await ours.say(*several)

    assert [reply["data"]["seq"] for reply in replies] == [1, 2]


async def test_typing_presence_and_read_marks_reach_a_poll(ours, theirs, room, mia):
    await theirs.send(room, "Read me")

    await ours.ask("typing.start", room)
    await ours.ask("room.mark_read", room, {"no": 1})

    assert (await theirs.hear("typing.started"))["data"] == {"person": str(mia.pk)}
    assert (await theirs.hear("room.marked_read"))["data"] == {"mark": {"person": str(mia.pk), "no": 1}}
    here = {each["person"] for each in (await theirs.hear("presence.changed"))["data"]["here"]}
    assert str(mia.pk) in here


# Another process


async def test_commands_are_taken_by_a_process_that_never_heard_of_the_tab(ours, theirs, room, mia):
    ours.at = process()

    replies = [await ours.send(room, "From elsewhere."), await ours.ask("typing.start", room)]

    assert codes(replies) == ["ok", "ok"]
    assert (await theirs.hear("message.sent"))["data"]["message"]["text"] == "From elsewhere."
    assert (await theirs.hear("typing.started"))["data"] == {"person": str(mia.pk)}


async def test_poll_in_another_process_brings_what_was_missed(ours, theirs, room):
    await theirs.send(room, "Missed.")
    ours.at, known = process(), ours.relay

    welcome = await ours.hear("welcome")

    opened = welcome["data"]["rooms"][str(room.pk)]
    assert (opened["mode"], [event["data"]["message"]["text"] for event in opened["events"]]) == ("tail", ["Missed."])
    assert ours.relay != known


async def test_poll_in_another_process_waits_for_news_when_nothing_was_missed(hidden, ours, theirs, room):
    ours.at, hub = process(), running_keeper(all_open).hub
    poll = asyncio.ensure_future(ours.poll())
    while len(hub.rooms[str(room.pk)].open) < 3:
        await hub.read(len, hub.connections)
    assert not poll.done()
    began = time.monotonic()

    await theirs.send(room, "News.")

    said = [each["type"] for each in (await poll)["said"]]
    assert (said[0], "message.sent" in said) == ("welcome", True)
    assert time.monotonic() - began < HANDED_OVER_SECONDS / 2


async def test_repetition_in_another_process_is_stored_once(ours, room):
    command = new_id()
    await ours.send(room, "Once", command)
    ours.at = process()

    again = await ours.send(room, "Once", command)

    assert (again["again"], await Message.objects.acount()) == (True, 1)


# Coming to an end


async def test_ended_sign_ins_end_a_waiting_poll(ours, mia):
    await ours.poll()
    poll = asyncio.ensure_future(ours.hear("bye"))
    began = time.monotonic()

    await sync_to_async(transaction.atomic(end_sign_ins))(mia.pk)

    assert (await poll)["data"]["code"] == 4401
    assert time.monotonic() - began < REVOKED_SECONDS


async def test_removed_member_is_told_at_once_and_hears_no_more(here, mia, noah):
    clerks = await sync_to_async(group_room)("Clerks", mia, noah)
    ours, theirs = Page(mia, clerks, at=here), Page(noah, clerks, at=here)
    await ours.hear("welcome")
    await theirs.hear("welcome")
    gone = asyncio.ensure_future(theirs.hear("room.gone"))
    began = time.monotonic()

    await sync_to_async(lambda: remove(member_of(clerks, mia), noah))()
    await gone
    assert time.monotonic() - began < REVOKED_SECONDS
    await ours.send(clerks, "Now that he is gone")
    refused = await theirs.send(clerks, "Hello?")
    await theirs.hear("rooms.changed")

    assert codes([refused]) == ["not_a_member"]
    assert [said for said in theirs.heard if said["type"].startswith("message")] == []


async def test_draining_process_sends_its_polls_elsewhere(ours, room):
    await ours.poll()
    poll = asyncio.ensure_future(ours.hear("bye"))

    await drain()

    assert (await poll)["data"]["code"] == 4001
    assert (await ours.hear("bye"))["data"]["code"] == 4001
    assert [said["type"] for said in await ours.say(ours.command("typing.start", room))] == ["bye"]


async def test_tab_whose_polls_stop_is_forgotten(here, room, mia):
    page = Page(mia, room, at=process(kept_seconds=0.01))
    await page.hear("welcome")
    hub = running_keeper(all_open).hub
    [connection] = hub.connections

    while (await hub.read(len, hub.connections)) > 0:
        continue

    assert (connection.is_gone, hub.connections, hub.rooms[str(room.pk)].is_idle) == (True, set(), True)


async def test_tab_that_waits_is_not_forgotten(here, room, mia, noah):
    page = Page(mia, room, at=process(kept_seconds=0.01))
    poll = asyncio.ensure_future(page.hear("presence.changed"))
    await poll

    assert str(mia.pk) in str(poll.result())


# Refusals


async def test_visitor_is_refused(here, room, noah):
    await sync_to_async(send)(room, noah, "Secret")
    page = Page(None, room, at=here)

    for door, body in (("poll", {"hello": page.hello}), ("say", {"hello": page.hello, "commands": []})):
        status, answer = await page.post(door, body)

        assert (status, answer["said"][0]["error"]["code"], "Secret" in str(answer)) == (401, "unauthenticated", False)


async def test_page_of_another_person_is_told_to_sign_in(here, room, mia, noah):
    page = Page(mia, room, at=here)
    page.hello["person"] = str(noah.pk)

    assert [said["data"]["code"] for said in (await page.poll())["said"]] == [4401]
    assert [said["data"]["code"] for said in await page.say(page.command("typing.start", room))] == [4401]


async def test_ended_sign_in_is_refused(here, room, mia):
    page = Page(mia, room, at=here, sign_in="ended")

    assert [said["data"]["code"] for said in (await page.poll())["said"]] == [4401]


async def test_stranger_opens_nothing_and_stores_nothing(here, room, noah):
    await sync_to_async(send)(room, noah, "Secret")
    page = Page(await sync_to_async(person)("zoe"), room, at=here)

    opened = (await page.hear("welcome"))["data"]["rooms"][str(room.pk)]
    refused = await page.send(room, "Let me in")

    assert (opened["error"]["code"], opened.get("snapshot"), codes([refused])) == ("not_found", None, ["not_found"])
    assert await Message.objects.acount() == 1


async def test_tab_of_another_person_is_never_taken_over(here, ours, room, mia):
    await sync_to_async(send)(room, mia, "Secret")
    zoe = Page(await sync_to_async(person)("zoe"), room, at=here)
    zoe.hello["tab"] = ours.hello["tab"]
    zoe.relay = ours.relay

    answer = await zoe.poll()

    assert ("Secret" in str(answer), answer["relay"] == ours.relay) == (False, False)


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b'{"hello":{}}', b'{"hello":{"client":"x"},"commands":[]}', b"[" * 9000]
)
async def test_body_of_another_shape_is_refused(here, mia, body):
    page = Page(mia, at=here)

    for door in ("poll", "say"):
        status, answer = await page.post(door, body)

        assert (status, answer["said"][0]["error"]["code"]) == (400, "bad_shape")


async def test_body_beyond_a_frame_is_refused(ours, room):
    several = [ours.command("message.send", room, {"text": "x" * 8000}, client_id=new_id()) for _ in range(9)]

    status, answer = await ours.post("say", {"hello": ours.hello, "commands": several})

    assert (status, answer["said"][0]["error"]["code"], await Message.objects.acount()) == (413, "too_long", 0)


async def test_bad_commands_are_refused_as_on_the_socket_and_spoil_no_other(ours, room):
    said = await ours.say(
        {"type": "room.burn", "ref": 90},
        {"type": "message.send", "ref": 91, "room": "x", "client_id": "0123456789", "data": {"text": "Hi"}},
        {"type": "message.send", "ref": 92, "room": str(room.pk), "client_id": new_id(), "data": {"text": "x" * 8001}},
        ours.command("message.send", room, {"text": "Fine"}, client_id=new_id()),
        {"type": "nothing"},
    )

    assert codes(said) == ["unknown_type", "bad_shape", "too_long", "ok", "unknown_type"]
    assert await Message.objects.acount() == 1


async def test_same_id_with_other_words_is_a_conflict(ours, room):
    command = new_id()
    await ours.send(room, "One", command)

    assert codes([await ours.send(room, "Other", command)]) == ["conflict"]


async def test_haste_is_refused_and_holds_up_later_messages(here, mia, noah, settings):
    settings.RATES = {**settings.RATES, "messages.group": (0.001, 2)}
    clerks = await sync_to_async(group_room)("Clerks", mia, noah)
    page = Page(mia, clerks, at=here)
    several = [page.command("message.send", clerks, {"text": f"No. {no}"}, client_id=new_id()) for no in range(4)]

    assert codes(await page.say(*several)) == ["ok", "ok", "too_fast", "behind"]


async def test_haste_holds_up_nothing_beyond_its_request(here, mia, noah, settings):
    settings.RATES = {**settings.RATES, "messages.group": (50, 1)}
    clerks = await sync_to_async(group_room)("Clerks", mia, noah)
    page = Page(mia, clerks, at=here)
    several = [page.command("message.send", clerks, {"text": f"No. {no}"}, client_id=new_id()) for no in range(3)]
    assert codes(await page.say(*several)) == ["ok", "too_fast", "behind"]

    # The refused one may have been stored by another process, and never come here again.
    await asyncio.to_thread(time.sleep, 0.05)

    assert codes([await page.send(clerks, "Later")]) == ["ok"]


async def test_flood_of_requests_is_refused(here, mia, settings):
    settings.RATES = {**settings.RATES, "frames": (0.001, 2)}
    page = Page(mia, at=here)
    await page.hear("welcome")
    await page.say()

    for door, body in (
        ("poll", {"hello": page.hello, "relay": page.relay}),
        ("say", {"hello": page.hello, "commands": []}),
    ):
        status, answer = await page.post(door, body)

        assert (status, answer["said"][0]["error"]["code"]) == (429, "too_fast")


async def test_many_errors_end_the_talk(ours):
    said = await ours.say(*({"type": "nothing"} for _ in range(21)))

    assert said[-1]["data"]["code"] == 4429
