"""Many rows in one go, as the hot path of the log stores them, on either database."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rooms.models import Membership, Message, Room, bulk
from tests.builders.database import only_postgres
from tests.builders.rooms import group_room

pytestmark = pytest.mark.django_db
MANY = 5
# What a copy of text would take for its own signs.
TEXT = b"\x00\\N\t\n"


@pytest.fixture
def group(mia, noah):
    return group_room("Clerks", mia, noah)


def message(room, author, no):
    return Message(
        room_id=room.pk, no=no, seq=no, author_id=author.pk, client_id=str(uuid.uuid4()), at=timezone.now(), text=TEXT
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, MANY])
def test_insert_stores_rows_as_they_are(room, mia, count):
    rows = [message(room, mia, no) for no in range(1, count + 1)]

    bulk.insert(rows)

    stored = Message.objects.filter(room=room).order_by("no")
    assert [(each.pk, each.no, bytes(each.text), each.at, each.edited_at) for each in stored] == [
        (row.pk, row.no, row.text, row.at, None) for row in rows
    ]


@pytest.mark.parametrize("count", [2, MANY])
def test_insert_of_a_row_that_is_refused_stores_none(room, mia, count):
    rows = [message(room, mia, no) for no in range(1, count)] + [message(room, mia, 1)]

    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert(rows)

    assert not Message.objects.filter(room=room).exists()


def test_update_moves_only_what_it_names_and_takes_the_database_s_time(room, group):
    Room.objects.update(moved_at=Now() - timedelta(seconds=bulk.STEADY_SECONDS + 1))
    before = Room.objects.get(pk=room.pk)
    for each in (room, group):
        each.head, each.title = each.head + 7, "Never stored"

    bulk.update([room, group], "head", now="moved_at")

    after = Room.objects.get(pk=room.pk)
    assert (after.head, after.title) == (before.head + 7, "")
    assert after.moved_at - before.moved_at > timedelta(seconds=bulk.STEADY_SECONDS)


def test_update_leaves_a_moment_that_was_taken_just_now(room):
    before = Room.objects.get(pk=room.pk)

    bulk.update([room], "head", now="moved_at")

    assert Room.objects.get(pk=room.pk).moved_at == before.moved_at


@only_postgres
def test_rows_that_move_all_the_time_leave_their_indexes_alone(room):
    before = rewritten_alone()
    for head in range(1, 6):
        room.head = head
        bulk.update([room], "head", now="moved_at")

    assert rewritten_alone() - before == 5


def rewritten_alone():
    """How many rows of rooms this transaction wrote anew without an entry in any index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_get_xact_tuples_hot_updated('rooms_room'::regclass)")
        return cursor.fetchone()[0]


def test_nothing_to_store_asks_nothing():
    with CaptureQueriesContext(connection) as captured:
        bulk.insert([])
        bulk.update([], "head")

    assert captured.captured_queries == []


def test_by_seat_finds_exact_pairs_former_members_too(room, group, mia, noah):
    Membership.objects.filter(room=group, person=noah).update(left_at=timezone.now())

    found = Membership.objects.by_seat([(room.pk, mia.pk), (group.pk, noah.pk), (group.pk, uuid.uuid4())])

    assert {seat: member.is_current for seat, member in found.items()} == {
        (room.pk, mia.pk): True,
        (group.pk, noah.pk): False,
    }
