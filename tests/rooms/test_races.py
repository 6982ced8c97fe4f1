"""Several processes at the same rooms at the same time: whatever their order, all of it stays whole.

A writer has a thread and a connection of its own, as it has in each process.
"""

from __future__ import annotations

import threading
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from rooms import members
from rooms.models import Membership, Message, Room, RoomEvent
from rooms.models.control import ORDERS_LAST, end_sign_ins, tell_rooms_changed
from rooms.vault import check_master
from tests.builders.chat import member_of, new_id, send, sending
from tests.builders.database import only_postgres
from tests.builders.rooms import group_room
from tests.builders.threads import at_once
from tests.builders.writers import desk

pytestmark = pytest.mark.django_db(transaction=True)

SENDS = 40


@pytest.fixture
def writers():
    """Two of them, at work."""
    with ExitStack() as stack:
        pair = [stack.enter_context(desk()) for _ in range(2)]
        for each in pair:
            each.writer.start()
        yield pair


def answers_of(desk):
    assert desk.finish()
    return sorted(seq for said in desk.answers().values() for seq in said)


def seqs_of(room):
    return list(RoomEvent.objects.filter(room=room).order_by("seq").values_list("seq", flat=True))


# Two writers


def test_writers_in_opposite_order_of_rooms_never_wait_for_each_other_in_a_circle(writers, room, mia, noah):
    rooms = [room, group_room("Clerks", mia, noah), group_room("Judges", noah, mia)]
    for _ in range(SENDS // 2):
        for each in rooms:
            writers[0].submit(each, mia, sending(each, "Up"))
        for each in reversed(rooms):
            writers[1].submit(each, noah, sending(each, "Down"))

    said = sorted(answers_of(writers[0]) + answers_of(writers[1]))

    assert [seqs_of(each) for each in rooms] == [list(range(1, SENDS + 1))] * 3
    assert said == sorted([*range(1, SENDS + 1)] * 3)


def test_command_that_reaches_two_processes_at_once_is_done_once(writers, room, mia):
    commands = [sending(room, "Once") for _ in range(SENDS)]
    for command in commands:
        for each in writers:
            each.submit(room, mia, command)

    said = [answers_of(each) for each in writers]

    assert said == [list(range(1, SENDS + 1))] * 2
    assert Message.objects.filter(room=room).count() == SENDS


@pytest.mark.parametrize("is_removed", [False, True])
def test_nothing_is_said_by_somebody_who_has_gone(writers, mia, noah, is_removed):
    clerks = group_room("Clerks", mia, noah)
    for _ in range(SENDS):
        writers[0].submit(clerks, noah, sending(clerks, "Still here"), lane=new_id())

    if is_removed:
        members.remove(member_of(clerks, mia), noah)
    else:
        members.leave(member_of(clerks, noah))
    assert writers[0].finish()

    gone = RoomEvent.objects.get(room=clerks, kind__in=("member.left", "member.removed"))
    assert not RoomEvent.objects.filter(room=clerks, actor=noah, kind="message.sent", seq__gt=gone.seq).exists()
    said = [answer for each in writers[0].answers().values() for answer in each]
    assert set(said) <= {*seqs_of(clerks), "not_a_member"}
    assert len(said) == SENDS


def test_nothing_is_said_in_a_room_that_was_closed(writers, mia, noah):
    clerks = group_room("Clerks", mia, noah)
    for _ in range(SENDS):
        writers[0].submit(clerks, noah, sending(clerks, "Still open"), lane=new_id())

    members.close(member_of(clerks, mia))
    assert writers[0].finish()

    closed = RoomEvent.objects.get(room=clerks, kind="room.closed")
    assert closed.seq == Room.objects.get(pk=clerks.pk).head


def test_people_who_come_and_go_at_once_are_all_in_the_log(mia, noah):
    clerks = group_room("Clerks", mia)

    def come_and_go():
        for _ in range(5):
            members.join(clerks, noah)
            members.leave(member_of(clerks, noah))

    outcomes = at_once(
        come_and_go, come_and_go, lambda: [send(clerks, mia, "Who is there?") for _ in range(10)] and None
    )

    assert outcomes == [None] * 3
    head = Room.objects.get(pk=clerks.pk).head
    assert seqs_of(clerks) == list(range(1, head + 1))
    assert not Membership.objects.current().filter(room=clerks, person=noah).exists()


def test_processes_that_start_at_once_agree_on_the_key(db):
    assert at_once(*[check_master] * 4) == [None] * 4


# What is committed late


@contextmanager
def open_transaction(deed):
    """Another process has done this, and commits only at the end of the block."""
    done, go_on = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            deed()
            done.set()
            go_on.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert done.wait(20)
    try:
        yield
    finally:
        go_on.set()
        thread.join()


@only_postgres
async def test_order_that_is_committed_after_a_later_one_ends_whoever_came_between(connect, mia, noah):
    client = connect(mia)
    with open_transaction(lambda: end_sign_ins(mia.pk)):
        await sync_to_async(tell_rooms_changed)(noah.pk)
        await client.hello()

    assert await client.hear_close() == (4401, "Your sign-in has ended.")


@only_postgres
def test_room_moves_when_its_event_is_written_and_not_when_the_transaction_began(room, mia):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT now() FROM pg_sleep(1.1)")
        began = cursor.fetchone()[0]
        send(room, mia, "Late")

    room.refresh_from_db()
    assert room.moved_at - began > timedelta(seconds=1)


@only_postgres
def test_no_transaction_lasts_as_long_as_its_events_are_looked_for():
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_timeout")
        lasts = timedelta(seconds=int(cursor.fetchone()[0].removesuffix("s")))

    assert lasts < ORDERS_LAST


@only_postgres
def test_connections_wait_for_nothing_for_ever_and_commit_to_disk():
    names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "synchronous_commit")
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"current_setting('{name}')" for name in names))

        assert cursor.fetchone() == ("4s", "8s", "10s", "on")
