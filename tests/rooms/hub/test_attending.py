"""Whoever is in a room while a session is held there is marked as present; each process marks its own people."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from calendar_sync.models import Attendance
from calendar_sync.sessions.attending import mark_present
from rooms.hub.running import running_keeper
from tests.builders.live import all_open
from tests.builders.sessions import session
from tests.builders.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held(room, mia, noah):
    """Begun five minutes ago."""
    began = timezone.now() - timedelta(minutes=5)
    return session(room, mia, noah, began, started_at=began)


@sync_to_async
def present():
    """Who was marked, and in how many minutes."""
    rows = Attendance.objects.select_related("person").order_by("person__name")
    return {row.person.name: int.from_bytes(row.present, "little").bit_count() for row in rows}


async def test_people_in_the_room_are_marked_and_those_who_left_or_hide_are_not(connect, held, room, mia, noah):
    noah.presence_audience = "nobody"
    await sync_to_async(noah.save)()
    hers, hidden = connect(mia), connect(noah)
    await hers.hello({str(room.pk): None})
    await hidden.hello({str(room.pk): None})
    keeper = running_keeper(all_open)

    await keeper.attend()
    assert await present() == {"Mia": 1, "Noah": 0}
    await sync_to_async(Attendance.objects.update)(present=b"")
    await hers.leave()
    await keeper.attend()

    assert await present() == {"Mia": 0, "Noah": 0}


async def test_room_without_a_session_keeps_nothing(connect, held, room, mia):
    held.ended_at = timezone.now()
    await sync_to_async(held.save)()
    await connect(mia).hello({str(room.pk): None})

    await running_keeper(all_open).attend()

    assert await present() == {"Mia": 0, "Noah": 0}


def test_marks_of_several_processes_at_once_are_all_kept(held, room, mia, noah):
    here = [{str(room.pk): [str(each.pk)]} for each in (mia, noah) for _ in range(4)]

    at_once(*(lambda said=said: mark_present(said) for said in here))

    assert [int.from_bytes(row.present, "little") for row in Attendance.objects.all()] == [1 << 5] * 2
