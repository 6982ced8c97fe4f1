"""A member's copy of a mentorship: whole, readable, and nobody else's."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC

import pytest
import time_machine
from asgiref.sync import sync_to_async
from django.conf import settings
from django.test import AsyncClient
from django.utils import timezone

from rooms import closing
from rooms.files.sealed import forget_chunks
from rooms.transcript import transcript_pages
from tests.builders.board import add_goal, add_inside, board, column, do
from tests.builders.chat import carry, deleting, member_of, send
from tests.builders.closing import REACHED, closed, copy_of, proposed, signed
from tests.builders.files import attached, upload
from tests.builders.notes import write_note
from tests.builders.people import browser_of, token_of

pytestmark = pytest.mark.django_db

CONVERSATION = """\
## Monday, 2 March 2026

**Mia**, 09:11

How was the hearing?

**Noah**, 09:11

> Mia: How was the hearing?

Long, & calm.

**Noah**, 09:11

*Message deleted*

## Tuesday, 3 March 2026

**Mia**, 09:11

Well done.

"""
CLOSING = """\
# Closing words

## What was reached

Leads a hearing alone

## What may be shared

Nothing

## Signatures

- Mia: 2026-03-02

- Noah: Not signed

  Thank you
"""
GOALS = """\
# Goals

## Hold a hearing

Noah, Done

Due: 2026-06-01

Progress: 50 %

**Why:** To decide well

### Milestones

- [x] Prepare, 2026-04-01
- [ ] Preside

### Tasks

- [ ] Read the file

### Check-ins

- 2026-03-02: confidence 6 of 10; No time

### Evidence

- Noah; The minutes
"""


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T09:11:00Z", tick=False) as now, timezone.override("UTC"):
        yield now


def test_conversation_is_told_day_by_day_over_its_pages(room, mia, noah, clock):
    first = send(room, mia, "How was the hearing?")
    send(room, noah, "Long, & calm.", reply_to=first)
    carry(room, noah, deleting(send(room, noah, "Not this")))
    clock.shift(86_400)
    send(room, mia, "Well done.")
    room.refresh_from_db()

    pages = [*transcript_pages(room, zone=UTC, language="en", size=2)]

    assert (len(pages), "".join(pages)) == (2, CONVERSATION)
    assert copy_of(room, noah)["transcript.md"] == CONVERSATION


def test_goals_are_told_whole(room, noah, clock):
    goal = add_goal(room, noah, "Hold a hearing", why="To decide well", due_on="2026-06-01", measure="milestones")
    milestone = add_inside(room, noah, "milestone", goal, title="Prepare", due_on="2026-04-01")
    do(room, noah, "milestone.edit", milestone=milestone, base=9, fields={"state": "done"})
    add_inside(room, noah, "milestone", goal, title="Preside")
    add_inside(room, noah, "task", goal, title="Read the file")
    add_inside(room, noah, "checkin", goal, confidence=6, blocker="No time")
    add_inside(room, noah, "evidence", goal, text="The minutes")
    do(room, noah, "goal.move", goal=goal, column=column(room, "done"))

    copy = copy_of(room, noah)

    assert copy["goals.md"] == GOALS
    assert {piece["id"]: piece for piece in json.loads(copy["goals.json"])} == board(room)


def test_closing_words_come_with_their_signatures(room, mia, noah, clock):
    closing.propose(member_of(room, mia), closing.Words(reached=REACHED, shareable="Nothing"))
    signed(room, mia)
    closing.answer(member_of(room, noah), "Thank you")

    assert copy_of(room, mia)["closing.md"] == CLOSING


def test_closing_words_say_who_gave_notice(room, mia, noah, clock):
    proposed(room, mia)
    signed(room, noah, with_notice=True)

    proposed(room, mia, "Other words")

    assert "- Noah: Not signed, gave notice on 2026-03-02" in copy_of(room, noah)["closing.md"]


def test_private_note_is_in_its_owners_copy_alone(room, mia, noah):
    write_note(room, mia, "For both")
    write_note(room, mia, "For me", "private")

    notes = [(copy["shared-note.md"], copy["private-note.md"]) for copy in (copy_of(room, mia), copy_of(room, noah))]

    assert notes == [("For both", "For me"), ("For both", "")]


def test_files_come_along_and_one_that_is_lost_is_named(room, mia, noah):
    kept, lost = attached(room, noah, b"The order", "order.txt"), attached(room, mia, b"Gone", "gone.txt")
    upload(room, noah, b"Of nothing", "draft.txt")
    forget_chunks(lost)

    copy = copy_of(room, mia)

    names = [f"files/{str(file.pk)[:8]}-{name}" for file, name in ((kept, "order.txt"), (lost, "gone.txt"))]
    assert {name: text for name, text in copy.items() if name.startswith("files")} == {
        names[0]: "The order",
        names[1]: "",
        "files-lost.md": f"- {names[1]}\n",
    }


def test_closed_room_can_be_copied(room, mia, noah):
    send(room, mia, "Goodbye.")
    closed(room, mia, noah)

    copy = copy_of(room, noah)

    assert ("Goodbye." in copy["transcript.md"], REACHED in copy["closing.md"]) == (True, True)


@pytest.mark.django_db(transaction=True)
async def test_copy_is_sent_piece_by_piece_and_kept_by_nobody(room, mia):
    await sync_to_async(proposed)(room, mia)
    client = AsyncClient()
    client.cookies[settings.SESSION_COOKIE_NAME] = token_of(await sync_to_async(browser_of)(mia))

    answer = await client.get(f"/rooms/{room.pk}/export/")

    packed = b"".join([piece async for piece in answer.streaming_content])
    assert zipfile.ZipFile(io.BytesIO(packed)).testzip() is None
    assert {name: answer[name] for name in ("Content-Type", "Cache-Control", "Content-Disposition")} == {
        "Content-Type": "application/zip",
        "Cache-Control": "private, no-store, max-age=0, no-cache, must-revalidate",
        "Content-Disposition": 'attachment; filename="mentorship.zip"',
    }
