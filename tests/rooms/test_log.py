"""The room's log: dense, repeatable, the same from memory as from the database, and silent about what was deleted."""

from __future__ import annotations

from functools import partial

import msgspec
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings

from rooms import log, members
from rooms.bus import bus
from rooms.hub.ring import Ring
from rooms.models import Message, Room, RoomEvent
from rooms.opening import find_member, opened_from_ring, read_opening
from rooms.protocol.wire import Cursor
from rooms.snapshot import page_around, page_before, read_snapshot, room_lines
from tests.builders.chat import carry, deleting, editing, member_of, reacting, send
from tests.builders.database import examples
from tests.builders.dump import database_text
from tests.builders.histories import lived, lives
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room
from tests.builders.threads import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(mia, noah):
    return group_room("Clerks", mia, noah)


def views(room, after=0):
    room.refresh_from_db()
    return [view for _row, view in log.events_after(room, after)]


def queries(question, *arguments):
    with CaptureQueriesContext(connection) as captured:
        question(*arguments)
    return len(captured)


def published(*deeds):
    """The frames that the deeds send to every process when they are committed."""
    frames = []
    bus.subscribe(frames.extend)
    with TestCase.captureOnCommitCallbacks(execute=True):
        for deed in deeds:
            deed()
        assert frames == []
    bus.unsubscribe(frames.extend)
    return frames


def ring_of(frames):
    ring = Ring()
    for frame in frames:
        ring.add(frame)
    return ring


def cursors(frames):
    return [Cursor(epoch=frame.epoch, seq=frame.seq, tag=frame.tag) for frame in frames]


# Numbers and ids


def test_event_knows_its_place_kind_cause_and_subject(room, mia):
    message = send(room, mia, "Good morning.")

    (event,) = RoomEvent.objects.filter(room=room)
    assert (event.seq, event.kind, event.actor, event.subject) == (1, "message.sent", mia, message.pk)
    assert (event.client_id, event.at, len(event.tag)) == (message.client_id, message.at, 8)


def test_refused_command_leaves_no_hole(room, mia, noah):
    message = send(room, mia, "One")
    with pytest.raises(Exception, match="forbidden"):
        carry(room, noah, deleting(message))

    assert send(room, noah, "Two").seq == 2


def test_client_id_is_unique_per_room_and_person_in_the_database(room, mia):
    first = send(room, mia, "One")

    with pytest.raises(IntegrityError), transaction.atomic():
        log.append(room, "event.noted", log.Cause(mia.pk, first.client_id))

    assert RoomEvent.objects.count() == 1


def test_client_id_may_be_used_by_others_and_elsewhere(room, group, mia, noah):
    sent = [send(*where, "One", client_id="0123456789") for where in ((room, mia), (room, noah), (group, mia))]

    assert [message.seq for message in sent] == [1, 2, 1]


def test_event_is_published_on_commit_only(room, mia):
    (frame,) = published(lambda: send(room, mia, "Good morning."))

    assert (frame.seq, frame.kind, frame.actor, frame.message_no) == (1, "message.sent", str(mia.pk), 1)


@pytest.mark.django_db(transaction=True)
def test_several_processes_at_once_leave_no_hole_and_no_double(mia, noah):
    room = mentorship_room(mia, noah)
    deeds = [partial(send, room, who, f"Number {no}") for no in range(10) for who in (mia, noah)]

    sent = at_once(*deeds)

    assert sorted(message.seq for message in sent) == list(range(1, 21))
    assert sorted(message.no for message in sent) == list(range(1, 21))
    assert [row.seq for row, _view in log.events_after(room, 0)] == list(range(1, 21))


# From memory and from the database


@settings(max_examples=examples(25))
@given(lives)
def test_tail_from_the_ring_is_the_tail_from_the_database(life):
    with lived(life) as history:
        ring = ring_of(history.frames)
        for cursor in cursors(history.frames):
            tail, stored = ring.tail(cursor), log.frames_after(history.room, cursor.seq)
            assert tail is None or [each.text for each in tail] == [each.text for each in stored]


def test_opening_from_the_ring_is_the_opening_from_the_database(group, mia, noah):
    frames = published(lambda: [send(group, mia, f"Number {no} ⚖️") for no in range(5)])
    ring = ring_of(frames)
    group.refresh_from_db()

    for cursor in cursors(frames):
        stored = read_opening(noah.pk, group.pk, cursor)
        assert msgspec.json.encode(opened_from_ring(cursor, ring.tail(cursor))) == msgspec.json.encode(stored)


def test_ring_forgets_what_somebody_was_who_has_left(group, mia):
    zoe = person("zoe")
    frames = published(
        lambda: members.join(group, zoe),
        lambda: send(group, mia, "Welcome"),
        lambda: members.leave(member_of(group, zoe)),
    )

    ring = ring_of(frames)

    assert [ring.tail(each) is None for each in cursors(frames)] == [True, False, False]


# What was deleted


def test_events_of_a_deleted_message_say_nothing(room, mia, noah):
    message = send(room, mia, "Regret")
    carry(room, mia, editing(message, "Regret this"))
    carry(room, noah, reacting(message, "👍"))
    carry(room, mia, deleting(message))

    sent, edited, reacted, deleted = views(room)
    assert (sent.data.message.text, sent.data.message.deleted_by) == ("", str(mia.pk))
    assert [type(each).__name__ for each in (edited, reacted)] == ["Noted", "Noted"]
    assert (deleted.data.message, deleted.data.deleted_by) == (str(message.pk), str(mia.pk))


def test_events_of_an_edited_message_say_the_newest_text(room, mia):
    message = send(room, mia, "One")
    carry(room, mia, editing(message, "Two"))

    sent, edited = views(room)
    assert (sent.data.message.text, edited.data.text) == ("Two", "Two")


@pytest.mark.parametrize("kind", ["room", "group"])
def test_no_row_holds_a_deleted_word(request, kind, mia, noah):
    room = request.getfixturevalue(kind)
    message = send(room, mia, "Xylophone")
    carry(room, mia, editing(message, "Zeppelin"))
    send(room, noah, "Why?", reply_to=message)
    carry(room, noah, reacting(message, "🦄"))
    carry(room, mia, deleting(message))

    text = database_text().encode("latin1", "replace")
    assert [word for word in ("Xylophone", "Zeppelin", "🦄") if word.encode() in text] == []


def test_no_row_of_a_mentorship_room_holds_a_word(room, mia, noah):
    carry(room, noah, reacting(send(room, mia, "Xylophone"), "🦄"))

    text = database_text().encode("latin1", "replace")
    assert [word for word in ("Xylophone", "🦄") if word.encode() in text] == []


def test_rows_of_a_group_room_hold_its_words(group, mia):
    """So that the two tests above would notice."""
    carry(group, mia, reacting(send(group, mia, "Xylophone"), "🦄"))

    text = database_text().encode("latin1", "replace")
    assert [word.encode() in text for word in ("Xylophone", "🦄")] == [True, True]


# How much is asked of the database


@pytest.fixture
def crowded():
    """Two rooms alike, one with one of everything, the other with three."""
    rooms = []
    for count in (1, 3):
        people = [person(f"guest{count}{no}") for no in range(count + 1)]
        room = group_room("Clerks", *people)
        for who in people[:count]:
            message = send(room, who, "One")
            carry(room, people[-1], reacting(message, "👍"))
            members.join(room, person(f"late{count}{who.name}"))
            carry(room, who, deleting(send(room, who, "Two", reply_to=message)))
        members.leave(member_of(room, people[-1]))
        rooms.append((Room.objects.get(pk=room.pk), people[0]))
    return rooms


@pytest.mark.parametrize(
    ("question", "count"),
    [
        (lambda room, _who: log.events_after(room, 0), 3),
        (lambda room, who: read_snapshot(find_member(who.pk, room.pk)), 7),
        (lambda room, _who: page_before(room, room.message_no + 1), 3),
        (lambda room, _who: page_before(room, room.message_no + 1, size=1), 5),
        (lambda room, _who: page_around(room, room.message_no), 3),
    ],
    ids=["events", "snapshot", "page", "page with a quote", "page around"],
)
def test_questions_cost_the_same_for_one_row_and_for_three(crowded, question, count):
    assert [queries(question, room, who) for room, who in crowded] == [count, count]


def test_room_lines_cost_the_same_for_one_room_and_for_three(mia, noah):
    mentorship_room(mia, noah)
    one = queries(room_lines, mia)
    for title in ("Clerks", "Judges"):
        group_room(title, mia)
        mentorship_room(mia, person(f"{title} friend".replace(" ", "")))

    assert (one, queries(room_lines, mia), len(room_lines(mia))) == (2, 2, 5)


def test_page_brings_what_it_quotes_and_whom_it_names(group, mia, noah):
    quoted = send(group, noah, "Old")
    for no in range(3):
        send(group, mia, f"Reply {no}", reply_to=quoted)
    group.refresh_from_db()

    page = page_before(group, 5, size=2)

    assert ([each.no for each in page.messages], [each.text for each in page.quoted]) == ([3, 4], ["Old"])
    assert (sorted(each.name for each in page.people), page.earlier, page.later) == (["Mia", "Noah"], True, False)


def test_page_around_a_message_has_it_in_the_middle(group, mia):
    for no in range(1, 8):
        send(group, mia, f"Number {no}")
    group.refresh_from_db()

    page = page_around(group, 4, size=3)

    assert ([each.no for each in page.messages], page.earlier, page.later) == ([3, 4, 5], True, True)
    assert Message.objects.count() == 7
