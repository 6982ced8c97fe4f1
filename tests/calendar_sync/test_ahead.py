"""What a room hears of its sessions: the next ones, and all of them in a member's copy."""

from __future__ import annotations

import pytest

from calendar_sync.ahead import sessions_ahead, sessions_as_markdown
from calendar_sync.booking.cancelling import cancel
from calendar_sync.sessions.editing import write
from calendar_sync.sessions.wording import Words
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.closing import copy_of
from tests.builders.rooms import group_room
from tests.builders.sessions import utc

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "rules")]

COPY = """\
# 2026-01-06 10:00-11:00 UTC Second chair

## Agenda

The ruling

## Minutes

- Sit in

# 2026-01-07 10:00-11:00 UTC"""


def test_next_three_are_told_and_one_that_goes_on_is_among_them(room, noah, clock):
    days = [booked(room, noah, f"2026-01-0{day}T10:00") for day in (9, 6, 7, 8)]
    clock.move_to(utc("2026-01-06T10:30"))

    told = sessions_ahead(room)

    assert [each.id for each in told] == [str(days[no].pk) for no in (1, 2, 3)]
    assert told[0].clocks == {"UTC": "2026-01-06T10:00"}


@pytest.mark.parametrize("count", [0, 1, 3])
def test_telling_costs_four_queries_at_most(room, noah, count, django_assert_max_num_queries):
    for day in range(count):
        booked(room, noah, f"2026-01-0{day + 6}T10:00")

    with django_assert_max_num_queries(4 if count else 1):
        sessions_ahead(room)


def test_copy_holds_what_was_not_cancelled_with_its_words(room, mia, noah, clock):
    session, _other, gone = (booked(room, noah, f"2026-01-0{day}T10:00") for day in (6, 7, 8))
    cancel(member_of(room, mia), gone.pk, version=1)
    clock.move_to(utc("2026-01-06T10:30"))
    write(member_of(room, mia), session.pk, Words("Second chair", "The ruling", minutes="- Sit in"), version=1)

    assert copy_of(room, noah)["sessions.md"] == COPY


def test_room_without_sessions_has_none_in_its_copy(mia):
    assert sessions_as_markdown(group_room("Clerks", mia)) == ""
