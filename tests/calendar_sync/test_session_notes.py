"""The note of each session: written by the room's members, listed, taken away, and refused to everything else."""

from __future__ import annotations

import base64
import uuid

import pytest
from asgiref.sync import sync_to_async

from calendar_sync.booking.cancelling import cancel
from rooms.log import Cause
from rooms.members import close_room
from rooms.models import Note
from rooms.notes.subjects import list_notes
from rooms.protocol.notes import NoteList, NoteListData
from rooms.refusals import Refused
from tests.builders.booking import booked, last_told
from tests.builders.chat import member_of
from tests.builders.closing import copy_of
from tests.builders.live import Client, leave_all
from tests.builders.notes import Editor, change, encoded, texts, write_note
from tests.builders.people import browser_of, person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

SECRET = "Noah doubts the ruling"


@pytest.fixture
def session(room, noah):
    return booked(room, noah, title="Second chair")


@pytest.fixture
def name(session):
    return str(session.pk)


def asked(room, session=None) -> NoteList:
    return NoteList(ref=1, room=str(room.pk), data=NoteListData(session=session))


def listed(room, who, session=None) -> list[tuple[str, str, bool, int]]:
    return [(each.local, each.title, each.is_cancelled, each.no) for each in list_notes(who.pk, asked(room, session))]


def refusal_of(deed) -> str:
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.code


def writing(room, who, name):
    return lambda: change(room, who, Editor().write("More").changes()[0], name)


def test_note_of_a_session_is_its_own(room, mia, noah, name):
    other = str(booked(room, noah, "2026-01-07T10:00").pk)
    write_note(room, mia, "Agenda: ", name)
    write_note(room, noah, "the ruling", name)

    assert texts(room, noah, name, other, "room") == ["Agenda: the ruling", "", ""]
    assert last_told(room) == {"kind": "note.changed", "note": name}


def test_only_live_sessions_of_the_room_have_notes(mia, room, noah, name):
    elsewhere = mentorship_room(mia, person("omar"))
    gone = booked(room, noah, "2026-01-07T10:00")
    cancel(member_of(room, mia), gone.pk, version=1)

    found = [refusal_of(writing(*each)) for each in [(elsewhere, mia, name), (room, mia, str(gone.pk))]]
    unknown = refusal_of(writing(room, mia, str(uuid.uuid4())))

    assert ([*found, unknown], Note.objects.count()) == (["not_found"] * 3, 0)


def test_note_of_a_cancelled_session_is_read_and_no_longer_written(room, mia, noah, session, name):
    write_note(room, noah, SECRET, name)
    cancel(member_of(room, mia), session.pk, version=1)

    assert refusal_of(writing(room, noah, name)) == "read_only"
    assert texts(room, mia, name) == [SECRET]
    assert listed(room, mia) == [("2026-01-06T10:00", "Second chair", True, 1)]


def test_closed_room_lists_and_reads_its_notes_and_takes_no_more(room, mia, noah, clock, name):
    write_note(room, noah, SECRET, name)
    clock.move_to(utc("2026-01-06T12:00"))
    room.refresh_from_db()
    close_room(room, Cause.deed(mia.pk))

    assert refusal_of(writing(room, noah, name)) == "read_only"
    assert (texts(room, mia, name), len(listed(room, mia))) == ([SECRET], 1)


def test_list_has_the_last_the_next_and_the_one_that_is_asked_for(room, mia, noah, clock, name):
    series = booked(room, noah, "2026-01-07T10:00", weeks=8)
    far = str(series.series.sessions.latest("starts_at").pk)
    clock.move_to(utc("2026-01-06T12:00"))
    mia.time_zone = "Europe/Berlin"
    mia.save()

    near = listed(room, mia)

    assert near[-1] == ("2026-01-06T11:00", "Second chair", False, 0)
    assert [day for day, *_rest in near] == [f"2026-01-{day}T11:00" for day in ("21", "14", "07", "06")]
    assert listed(room, mia, far)[0][0] == "2026-02-25T11:00"


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_any_number(room, noah, count, django_assert_num_queries):
    for day in range(count):
        write_note(room, noah, "Words", str(booked(room, noah, f"2026-01-1{day}T10:00").pk))

    with django_assert_num_queries(6):
        listed(room, noah)


def test_outsiders_list_read_and_take_nothing(room, mia, noah, name):
    write_note(room, noah, SECRET, name)
    zoe, path = person("zoe"), f"/rooms/{room.pk}/notes/{name}/"

    refused = refusal_of(lambda: list_notes(zoe.pk, asked(room)))
    answers = [browser_of(who).get(path) for who in (zoe, mia)]

    assert (refused, answers[0].status_code, SECRET in answers[0].text) == ("not_found", 404, False)
    assert (answers[1].text, 'filename="session-note.md"' in answers[1]["Content-Disposition"]) == (SECRET, True)


def test_file_of_a_note_that_no_session_has_is_not_found(mia, noah, name):
    room = mentorship_room(mia, noah)

    answers = [browser_of(mia).get(f"/rooms/{room.pk}/notes/{each}/") for each in (name, uuid.uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_copy_holds_each_note_under_its_session(room, mia, noah, session, name):
    booked(room, noah, "2026-01-07T10:00")
    write_note(room, noah, SECRET, name)

    copy = copy_of(room, mia)

    notes = {path: text for path, text in copy.items() if path.startswith("session-notes/")}
    assert notes == {f"session-notes/2026-01-06T1000-{name[:8]}.md": SECRET}


def test_page_of_a_session_leads_to_its_note(room, mia, noah, session, name):
    gone = booked(room, noah, "2026-01-07T10:00")
    cancel(member_of(room, mia), gone.pk, version=1)

    pages = {each: browser_of(noah).get(f"/sessions/{each}/").text for each in (name, str(gone.pk))}

    links = {each: f'href="/rooms/{room.pk}/#note-{each}"' in page for each, page in pages.items()}
    assert links == {name: True, str(gone.pk): False}


@pytest.mark.django_db(transaction=True)
async def test_change_reaches_those_alone_who_have_that_note_open(room, mia, noah, session, name):
    other = str((await sync_to_async(booked)(room, noah, "2026-01-07T10:00")).pk)
    ours, theirs, elsewhere = clients = [Client(who) for who in (mia, noah, noah)]
    for client, note in zip(clients, (name, name, other), strict=True):
        await client.hello({str(room.pk): None})
        await client.ask("note.open", room, {"note": note, "vector": ""})

    said = {"note": name, "update": encoded(Editor().write("Agenda").changes()[0])}
    reply = await ours.ask("note.update", room, said)
    heard = (await theirs.hear("note.updated"))["data"]
    known = (await elsewhere.ask("note.list", room, {}))["data"]["session_notes"]
    await leave_all(clients)

    assert (reply["data"]["note_no"], heard["note"], heard["no"]) == (1, name, 1)
    assert b"Agenda" in base64.b64decode(heard["update"])
    assert {each["session"]: each["no"] for each in known} == {name: 1, other: 0}
    assert [each for each in elsewhere.heard if each["type"] == "note.updated"] == []
