"""Whatever happens in a room: an old snapshot and the events after it show what a new snapshot shows."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings

from rooms.models import Membership, Message, RoomEvent
from rooms.opening import read_opening
from rooms.protocol.wire import Cursor
from rooms.snapshot import room_lines
from tests.builders.database import examples
from tests.builders.fold import begin, follow
from tests.builders.histories import lived, lives

pytestmark = pytest.mark.django_db


def read_again(history, snapshot):
    """What a client that comes back with this snapshot is told: events, marks, and its own read mark."""
    cursor = Cursor(epoch=snapshot.epoch, seq=snapshot.head, tag=snapshot.tag)
    opened = msgspec.json.decode(msgspec.json.encode(read_opening(history.mia.pk, history.room.pk, cursor)))
    (line,) = room_lines(history.mia)
    marks = {mark["person"]: mark["no"] for mark in opened["marks"]}
    return opened["events"], marks, line.read_no


def heard_live(history, fresh):
    for snapshot, heard in history.moments:
        assert follow(begin(snapshot, history.mia.pk), history.heard[heard:]).trimmed() == fresh


def read_from_the_log(history, fresh):
    for snapshot, _heard in history.moments:
        events, marks, read_no = read_again(history, snapshot)
        seen = follow(begin(snapshot, history.mia.pk), events)
        seen.marks, seen.read_no = marks, read_no
        assert seen.trimmed() == fresh


@settings(max_examples=examples(25))
@given(lives)
def test_snapshot_and_what_was_heard_or_is_in_the_log_make_the_new_snapshot(life):
    with lived(life) as history:
        fresh = begin(history.moments[-1][0], history.mia.pk).trimmed()

        heard_live(history, fresh)
        read_from_the_log(history, fresh)
        numbers_have_no_holes_and_unread_is_what_a_recount_gives(history.room)


def numbers_have_no_holes_and_unread_is_what_a_recount_gives(room):
    room.refresh_from_db()
    events = RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", flat=True)
    messages = Message.objects.filter(room=room).order_by("no").values_list("no", flat=True)

    assert list(events) == list(range(1, room.head + 1))
    assert list(messages) == list(range(1, room.message_no + 1))
    for member in Membership.objects.select_related("room"):
        assert member.unread == sum(no > member.read_no for no in messages)
