"""What a hub finds out from the database alone, so that a lost hint costs nothing."""

from __future__ import annotations

import uuid
from contextlib import closing
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now
from django.test import TestCase

from rooms import members, vault
from rooms.bus import bus
from rooms.hub.repair import Head, Watchman, heads_of, moved_heads, read_gap, recent_orders, rooms_of_people
from rooms.models import Control, Membership, Room, bulk
from rooms.models.control import end_sign_in, end_sign_ins, order_key_erased, tell_rooms_changed
from tests.builders.chat import carry, deleting, editing, member_of, send
from tests.builders.database import only_postgres, only_sqlite
from tests.builders.rooms import group_room, long_log, mentorship_room
from tests.builders.threads import at_once

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(seconds=41)


@pytest.fixture
def group(mia, noah):
    return group_room("Clerks", mia, noah)


def test_rooms_that_moved_lately_are_found(room, group, mia):
    Room.objects.update(moved_at=Now() - LONG_AGO)
    send(room, mia, "Good morning.")

    assert moved_heads() == [Head(str(room.pk), room.epoch, 1, 1)]


def test_room_that_moves_all_the_time_is_found_although_its_moment_lags_behind(room, mia):
    Room.objects.update(moved_at=Now() - timedelta(seconds=30 + bulk.STEADY_SECONDS - 1))

    assert moved_heads() == [Head(str(room.pk), room.epoch, 0, 0)]


def test_heads_are_found_however_long_ago_a_room_moved(room, group):
    Room.objects.update(moved_at=Now() - LONG_AGO)

    assert heads_of([str(group.pk), str(uuid.uuid4())]) == [Head(str(group.pk), group.epoch, 0, 0)]


def test_rooms_of_people_are_their_current_ones(room, group, mia, noah):
    members.leave(member_of(group, noah))

    rooms = rooms_of_people([str(mia.pk), str(noah.pk), str(uuid.uuid4())])

    assert rooms == {str(mia.pk): {str(room.pk), str(group.pk)}, str(noah.pk): {str(room.pk)}}


def test_orders_are_found_in_the_order_of_their_giving(room, mia):
    tell_rooms_changed(mia.pk)
    end_sign_in("hash")
    order_key_erased(room.pk)
    end_sign_ins(mia.pk)

    orders = [(each.kind, each.sign_in, each.person, each.room) for each in recent_orders()]

    assert orders == [
        ("rooms_changed", "", str(mia.pk), ""),
        ("sign_in_ended", "hash", "", ""),
        ("key_erased", "", "", str(room.pk)),
        ("person_signed_out", "", str(mia.pk), ""),
    ]


def test_old_orders_are_not_given_again(mia):
    end_sign_ins(mia.pk)
    Control.objects.update(at=Now() - LONG_AGO)

    assert recent_orders() == []


def test_read_gap_are_those_that_were_published(room, mia, noah):
    heard = []
    bus.subscribe(heard.extend)
    with TestCase.captureOnCommitCallbacks(execute=True):
        message = send(room, mia, "Good morning.")
        carry(room, mia, editing(message, "Good evening."))
        send(room, noah, "Thank you")
    bus.unsubscribe(heard.extend)

    gap = read_gap(str(room.pk), 1)

    assert gap.head == Head(str(room.pk), room.epoch, 3, 2)
    assert [each.text for each in gap.frames] == [each.text for each in heard[1:]]
    assert gap.frames[-1] == heard[-1]


def test_read_gap_say_nothing_of_what_was_deleted(room, mia):
    message = send(room, mia, "Regret")
    carry(room, mia, deleting(message))

    assert [("Regret" in each.text, each.kind) for each in read_gap(str(room.pk), 0).frames] == [
        (False, "message.sent"),
        (False, "message.deleted"),
    ]


def test_read_gap_come_in_slices(group, mia):
    long_log(group, 301, mia)

    assert [len(read_gap(str(group.pk), after).frames) for after in (0, 300, 301)] == [300, 1, 0]


def test_nothing_is_missing_in_a_room_that_is_not_there():
    assert read_gap(str(uuid.uuid4()), 0) is None


def test_nothing_is_told_of_an_erased_room(room, mia):
    send(room, mia, "Secret")
    vault.erase(room)

    assert read_gap(str(room.pk), 0) is None


# The watchman


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_watchman_notices_each_commit_once(mia, noah):
    room = mentorship_room(mia, noah)
    with closing(Watchman()) as watchman:
        news = [watchman.has_news(), watchman.has_news()]
        send(room, mia, "From here")
        news += [watchman.has_news(), watchman.has_news()]
        at_once(lambda: send(room, noah, "From another connection"))
        news += [watchman.has_news(), watchman.has_news()]

    assert news == [True, False, True, False, True, False]


@only_sqlite
@pytest.mark.django_db(transaction=True)
def test_watchman_is_not_woken_by_readers_or_by_what_is_undone(mia, noah):
    room = mentorship_room(mia, noah)
    with closing(Watchman()) as watchman:
        watchman.has_news()
        with transaction.atomic():
            send(room, mia, "Undone")
            transaction.set_rollback(True)
        Membership.objects.count()

        assert (watchman.is_quick, watchman.has_news()) == (True, False)


@only_postgres
def test_watchman_of_another_database_sends_one_to_look_each_time():
    watchman = Watchman()

    assert (watchman.is_quick, watchman.has_news(), watchman.has_news()) == (False, True, True)
