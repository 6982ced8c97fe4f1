"""What members may do with a note, what it leaves behind, and what is refused without a trace."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms import vault
from rooms.bus import NoteFrame, bus
from rooms.log import Cause
from rooms.members import close_room
from rooms.models import Membership, Note, NoteUpdate, RoomEvent
from rooms.notes.documents import DOCUMENTS_HELD, IDLE_SECONDS, Documents
from rooms.notes.writing import STATE_BYTES, TEXT_BYTES, TOLD_SECONDS
from rooms.refusals import Refused
from tests.builders.chat import carry
from tests.builders.notes import Editor, change, changing, document, note_of, write_note
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)


def refusal_of(deed) -> str:
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.code


@pytest.fixture
def published(django_capture_on_commit_callbacks):
    """A function that gives the frames that a deed publishes."""

    def frames(deed) -> list[NoteFrame]:
        heard: list[object] = []
        bus.subscribe(heard.extend)
        with django_capture_on_commit_callbacks(execute=True):
            deed()
        bus.unsubscribe(heard.extend)
        return [each for each in heard if isinstance(each, NoteFrame)]

    return frames


def test_two_members_write_one_note(room, mia, noah):
    write_note(room, mia, "Goals: ")

    write_note(room, noah, "listen more")

    assert document(room, mia).text == "Goals: listen more"
    assert list(NoteUpdate.objects.values_list("no", "actor")) == [(1, mia.pk), (2, noah.pk)]


def test_change_goes_to_all_who_have_the_note_open(room, mia, published):
    [frame] = published(lambda: write_note(room, mia, "Good morning"))

    assert (frame.room, frame.person, frame.no) == (str(room.pk), "", 1)
    assert f'"by":"{mia.pk}"' in frame.text


def test_repeated_change_is_answered_again_and_stores_nothing(room, mia):
    [update] = Editor().write("Once").changes()
    first = change(room, mia, update)

    again = change(room, mia, update)

    assert (first.done.note_no, first.again, again.done.note_no, again.again) == (1, False, 1, True)
    assert NoteUpdate.objects.count() == 1


def test_private_note_is_its_owners_alone(room, mia, noah, published):
    [frame] = published(lambda: write_note(room, mia, "Between me and myself", "private"))

    assert document(room, mia, "private").text == "Between me and myself"
    assert document(room, noah, "private").text == document(room, noah).text == ""
    assert (frame.person, RoomEvent.objects.filter(kind="note.changed").count()) == (str(mia.pk), 0)


def test_log_tells_once_in_five_minutes_who_wrote(room, mia, noah):
    with time_machine.travel(NINE, tick=False) as clock:
        write_note(room, mia, "One.")
        write_note(room, mia, "Two.")
        write_note(room, noah, "Three.")
        clock.shift(timedelta(seconds=TOLD_SECONDS))
        write_note(room, mia, "Four.")

    events = RoomEvent.objects.filter(kind="note.changed").order_by("seq")
    assert list(events.values_list("seq", "actor")) == [(1, mia.pk), (2, noah.pk), (3, mia.pk)]


def test_malformed_change_is_refused(room, mia):
    write_note(room, mia, "Stays")
    strange = (b"", b"garbage", Editor().write("a\rb").changes()[0])

    assert {refusal_of(lambda update=update: change(room, mia, update)) for update in strange} == {"bad_shape"}
    assert (document(room, mia).text, NoteUpdate.objects.count()) == ("Stays", 1)


def test_change_that_is_no_base64_is_refused(room, mia):
    command = changing(room, b"")
    command.data.update = "Zoë"

    assert refusal_of(lambda: carry(room, mia, command)) == "bad_shape"


def test_change_with_a_gap_is_refused_until_the_gap_is_filled(room, mia):
    first, second = Editor().write("a").write("b").changes()

    code = refusal_of(lambda: change(room, mia, second))
    change(room, mia, first)
    change(room, mia, second)

    assert (code, document(room, mia).text) == ("bad_shape", "ab")


def test_note_beyond_its_size_is_refused_and_can_still_shrink(room, mia):
    editor = write_note(room, mia, "x" * (TEXT_BYTES - 2))
    [too_much] = editor.write("more").changes()
    assert refusal_of(lambda: change(room, mia, too_much)) == "too_long"

    full = write_note(room, mia, "!!")
    change(room, mia, full.delete(0, TEXT_BYTES - 5).changes()[0])

    assert document(room, mia).text == "xxx!!"


def test_note_with_too_long_a_past_is_refused(room, mia):
    editor = Editor()
    with editor.doc.transaction():
        for _ in range(STATE_BYTES // 10):
            editor.write("x", 0)
    [update] = editor.changes()

    assert len(update) > STATE_BYTES
    assert refusal_of(lambda: change(room, mia, update)) == "too_long"


def test_stranger_former_member_and_closed_room_are_refused(room, mia, noah):
    write_note(room, mia, "Stays")
    [update] = Editor().write("Let me in").changes()
    zoe = person("zoe")

    codes = [refusal_of(lambda: change(room, zoe, update))]
    Membership.objects.filter(person=noah).update(left_at=timezone.now())
    codes.append(refusal_of(lambda: change(room, noah, update)))
    room.refresh_from_db()
    close_room(room, Cause.deed(mia.pk))
    codes.append(refusal_of(lambda: change(room, mia, update)))

    assert codes == ["not_found", "not_a_member", "read_only"]
    assert document(room, mia).text == "Stays"


def test_group_room_has_no_notes(mia):
    room = group_room("Clerks", mia)

    assert refusal_of(lambda: change(room, mia, Editor().write("a").changes()[0])) == "not_found"


def test_words_are_sealed_for_their_place(room, mia, noah):
    write_note(room, mia, "wordsworth")
    write_note(room, mia, "wordsworth", "private")
    contents = [bytes(row.content) for row in NoteUpdate.objects.order_by("pk")]
    private = NoteUpdate.objects.get(note__kind="private")
    Note.objects.filter(pk=private.note_id).update(person=noah)
    vault.make_person_key(noah.pk)

    with pytest.raises(vault.Unreadable):
        document(room, noah, "private")

    assert not any(b"wordsworth" in content for content in contents)


def test_private_note_ends_with_the_rooms_key(room, mia):
    write_note(room, mia, "wordsworth", "private")

    vault.erase(room)
    vault.keyring.evict(room.pk)

    assert refusal_of(lambda: document(room, mia, "private")) == "not_found"


def test_change_of_a_rolled_back_transaction_is_not_in_the_next_one(room, mia):
    write_note(room, mia, "One. ")
    lost = Editor()
    lost.take(document(room, mia).state())
    with transaction.atomic():
        change(room, mia, lost.write("Lost.").changes()[0])
        transaction.set_rollback(True)

    write_note(room, mia, "Two.")

    assert (document(room, mia).text, note_of(room).head) == ("One. Two.", 2)


def test_documents_take_on_what_others_stored(room, mia):
    here, there = Documents(), Documents()
    write_note(room, mia, "One. ")
    assert {each.current(note_of(room)).document.text for each in (here, there)} == {"One. "}

    write_note(room, mia, "Two.")

    assert there.current(note_of(room)).document.text == "One. Two."


def test_documents_are_few_and_leave_when_nobody_writes(room, mia):
    now = [0.0]
    held = Documents(clock=lambda: now[0])
    write_note(room, mia, "One.")
    for _ in range(DOCUMENTS_HELD + 1):
        held.current(Note(pk=uuid.uuid4(), room=room, kind="room"))
    assert len(held) == DOCUMENTS_HELD

    now[0] = IDLE_SECONDS + 1
    held.current(note_of(room))

    assert len(held) == 1


def test_change_takes_few_statements_however_long_the_note_is(room, mia):
    made = []
    for _ in range(3):
        editor = Editor()
        editor.take(document(room, mia).state())
        [update] = editor.write("More. ").changes()
        with CaptureQueriesContext(connection) as queries:
            change(room, mia, update)
        made.append(len(queries))

    assert made[1] == made[2] <= made[0]


def test_other_rooms_note_is_another_one(room, mia, noah):
    write_note(room, mia, "Here")

    assert document(mentorship_room(noah, mia), mia).text == ""
