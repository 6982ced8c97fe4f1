"""Thunderbird subscribes to a feed and sees a session created, moved and cancelled."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine

from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from tests.builders import thunderbird
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.feeds import feed_of, fetch
from tests.builders.people import person
from tests.builders.readers import served
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NOW, policy, utc

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(thunderbird.PROGRAM is None, reason="Thunderbird (Debian: thunderbird)"),
]


@pytest.fixture
def states():
    """A feed with one session, with two, with the second one moved, and with that one cancelled."""
    mia, noah = person("mia"), person("noah")
    room = mentorship_room(mia, noah)
    policy(mia, durations=[60], step=30)
    with time_machine.travel(NOW, tick=False):
        booked(room, noah)
        token, member = feed_of(mia), member_of(room, noah)
        bodies = [fetch(token).content]
        second = booked(room, noah, "2026-01-08T10:00")
        bodies.append(fetch(token).content)
        move(member, second.pk, Move(utc("2026-01-09T14:00")), version=1)
        bodies.append(fetch(token).content)
        cancel(member, second.pk, version=2)
        return [*bodies, fetch(token).content]


def test_thunderbird_sees_sessions_created_moved_and_cancelled(states: list[bytes], tmp_path: Path) -> None:
    told = states[:1]
    with served(told) as url:
        reader = thunderbird.Thunderbird(tmp_path, url)
        assert reader.sees(["01-06 10:00"])
        for body, starts in zip(states[1:], (["01-08 10:00"], ["01-09 14:00"], []), strict=True):
            told.append(body)
            assert reader.sees(["01-06 10:00", *starts])
