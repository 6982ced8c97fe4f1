"""Notes as connections meet them: opened, followed, written, refused; by the socket and by requests."""

from __future__ import annotations

import base64

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from rooms.models import Membership, Note, NoteUpdate
from tests.builders.notes import Editor, document, encoded, write_note
from tests.builders.other_process import write_elsewhere
from tests.builders.people import person
from tests.builders.polls import Page, process
from tests.builders.rooms import group_room

pytestmark = pytest.mark.django_db(transaction=True)

write = sync_to_async(write_note)


async def entered(connect, who, room):
    """A client of this person in the room."""
    client = connect(who)
    await client.hello({str(room.pk): None})
    return client


async def opened(connect, who, room, note="room"):
    """A client that has the note open, with an editor that shows it."""
    client, editor = await entered(connect, who, room), Editor()
    await open_in(client, editor, room, note)
    return client, editor


async def open_in(client, editor, room, note="room"):
    data = {"note": note, "vector": encoded(editor.doc.get_state())}
    view = (await client.ask("note.open", room, data))["data"]["note"]
    editor.take(base64.b64decode(view["update"]))
    return view


async def update(client, room, change, note="room"):
    return await client.ask("note.update", room, {"note": note, "update": encoded(change)})


async def hear_update(client, editor):
    data = (await client.hear("note.updated"))["data"]
    editor.take(base64.b64decode(data["update"]))
    return data


async def test_change_reaches_everybody_who_has_the_note_open(connect, room, mia, noah):
    await write(room, mia, "Goals: ")
    ours, mine = await opened(connect, mia, room)
    theirs, other = await opened(connect, noah, room)

    reply = await update(ours, room, mine.write("listen").changes()[0])

    assert (reply["ok"], reply["data"]["note_no"]) == (True, 2)
    assert (await hear_update(theirs, other))["by"] == str(mia.pk)
    assert other.text == "Goals: listen"
    assert (await ours.hear("note.updated"))["data"]["no"] == 2


async def test_opening_again_brings_only_what_is_new(connect, room, mia, noah):
    await write(room, mia, "x" * 5000)
    client, editor = await opened(connect, noah, room)
    await write(room, mia, "!")

    view = await open_in(client, editor, room)

    assert (view["no"], len(view["update"]) < 100, editor.text[-1]) == (2, True, "!")


async def test_closed_note_is_heard_no_more(connect, room, mia, noah):
    client, _editor = await opened(connect, noah, room)
    await client.ask("note.close", room, {"note": "room"})

    await write(room, mia, "Unheard")
    await client.ask("note.close", room, {"note": "room"})

    assert [said for said in client.heard if said["type"] == "note.updated"] == []


async def test_private_note_reaches_its_owners_tabs_alone(connect, room, mia, noah):
    first, _ = await opened(connect, mia, room, "private")
    second, mine = await opened(connect, mia, room, "private")
    theirs, other = await opened(connect, noah, room, "private")

    await update(first, room, Editor().write("Mine alone").changes()[0], "private")
    await hear_update(second, mine)
    await open_in(theirs, other, room, "private")

    assert (mine.text, other.text) == ("Mine alone", "")
    assert [said for said in theirs.heard if said["type"].startswith("note.")] == []


async def test_strangers_and_former_members_open_nothing(connect, room, mia, noah):
    await write(room, mia, "Secret")
    zoe, theirs = await entered(connect, await sync_to_async(person)("zoe"), room), await entered(connect, noah, room)
    await Membership.objects.filter(person=noah).aupdate(left_at=timezone.now())

    replies = [await client.ask("note.open", room, {"note": "room"}) for client in (zoe, theirs)]

    assert [reply["error"]["code"] for reply in replies] == ["not_found", "not_a_member"]


async def test_bad_requests_are_refused_by_name(connect, room, mia):
    group = await sync_to_async(group_room)("Clerks", mia)
    client, _editor = await opened(connect, mia, room)
    await client.ask("room.open", group, {"cursor": None})

    replies = [
        await client.ask("note.open", group, {"note": "room"}),
        await client.ask("note.open", room, {"note": "room", "vector": "////"}),
        await client.ask("note.open", room, {"note": "other"}),
        await update(client, room, b"garbage"),
        await update(client, group, Editor().write("a").changes()[0]),
    ]

    codes = [reply["error"]["code"] for reply in replies]
    assert codes == ["not_found", "bad_shape", "bad_shape", "bad_shape", "not_found"]


async def test_haste_is_refused_without_holding_up_messages(connect, settings, room, mia):
    settings.RATES = {**settings.RATES, "notes": (0.001, 1)}
    client, editor = await opened(connect, mia, room)
    first, second = editor.write("a").write("b").changes()

    replies = [await update(client, room, each) for each in (first, second)]

    assert [reply["ok"] for reply in replies] == [True, False]
    assert (replies[1]["error"]["code"], (await client.send(room, "Hello"))["ok"]) == ("too_fast", True)


async def test_caret_is_shown_to_others_unless_its_person_hides(connect, room, mia, noah):
    hidden = await sync_to_async(person)("omar", presence_audience="nobody")
    await Membership.objects.acreate(room=room, person=hidden, role="observer")
    ours, theirs, unseen = [await entered(connect, who, room) for who in (mia, noah, hidden)]
    caret = {"note": "room", "client": 7, "anchor": "AA==", "head": "AA=="}

    unseen.say("note.caret", room=str(room.pk), data={**caret, "client": 9})
    ours.say("note.caret", room=str(room.pk), data={**caret, "note": "private"})
    await unseen.send(room, "Sent after the caret")
    ours.say("note.caret", room=str(room.pk), data=caret)

    assert (await theirs.hear("note.caret_moved"))["data"] == {"person": str(mia.pk), **caret}
    assert [said for said in ours.heard if said["type"] == "note.caret_moved"] == []


async def test_change_of_a_process_that_nobody_hears_arrives(connect, room, mia, noah):
    client, editor = await opened(connect, noah, room)

    await sync_to_async(write_elsewhere)(room, mia, "From the other side")

    assert (await hear_update(client, editor))["no"] == 1
    assert editor.text == "From the other side"


async def test_database_that_went_back_in_time_is_opened_anew(connect, room, mia, noah):
    client, editor = await opened(connect, noah, room)
    await write(room, mia, "One. ")
    await hear_update(client, editor)
    await sync_to_async(NoteUpdate.objects.all().delete)()
    await Note.objects.aupdate(head=0, tag="", size=0, changed_at=timezone.now())

    assert (await client.hear("note.behind"))["data"] == {"note": "room"}
    view = await open_in(client, editor, room)

    assert view["no"] == 0
    assert (await update(client, room, editor.doc.get_update(base64.b64decode(view["vector"]))))["ok"]
    assert (await sync_to_async(document)(room, mia)).text == "One. "


async def test_note_is_written_and_followed_without_a_socket(connect, room, mia, noah):
    theirs, other = await opened(connect, noah, room)
    page, mine = Page(mia, room, at=process()), Editor()
    await page.hear("welcome")
    assert (await page.ask("note.open", room, {"note": "room"}))["data"]["note"]["no"] == 0

    reply = await page.ask("note.update", room, {"note": "room", "update": encoded(mine.write("By post").changes()[0])})
    await hear_update(theirs, other)
    await update(theirs, room, other.write(" and socket").changes()[0])
    heard = [(await page.hear("note.updated"))["data"]["no"] for _ in range(2)]

    assert (reply["data"]["note_no"], other.text, heard) == (1, "By post and socket", [1, 2])
