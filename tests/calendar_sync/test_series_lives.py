"""Random lives of a series: whatever becomes of it, feeds tell its sessions, and answers to the last mail count."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import UTC, timedelta

import pytest
from django.utils import timezone

from calendar_sync.booking.cancelling import cancel
from calendar_sync.booking.moving import Move, move
from calendar_sync.booking.scope import Scope
from calendar_sync.clocks.recurring import Frequency, Repeat
from calendar_sync.ical.entries import original_of
from calendar_sync.invitations.arrivals import receive
from calendar_sync.models import Session
from rooms.refusals import Refused
from tests.builders.booking import booked
from tests.builders.chat import member_of
from tests.builders.feeds import feed_of, fetch, starts
from tests.builders.invitations import mails_to
from tests.builders.replies import reply

pytestmark = pytest.mark.usefixtures("clock", "rules", "queue")

CHANGES = 8


def change(dice, member):
    """One session, the following or all of its series go elsewhere, or one is cancelled; what is refused is left."""
    row = dice.choice(list(Session.objects.live().select_related("series").order_by("starts_at")))
    to = row.starts_at + timedelta(days=dice.randint(-3, 10), hours=dice.randint(-2, 3))
    with suppress(Refused):
        if dice.random() < 0.3:
            cancel(member, row.pk, version=row.version)
        else:
            move(member, row.pk, Move(to, scope=dice.choice(list(Scope))), version=row.version)


def sent_last(person):
    """The number under which the person's calendar was sent each rule and each of its exceptions."""
    known = {}
    for event in (event for sent in mails_to(person) for event in sent.events):
        original = event["RECURRENCE-ID"].dt.astimezone(UTC) if "RECURRENCE-ID" in event else None
        uid, sequence = str(event["UID"]), int(event["SEQUENCE"])
        assert sequence >= known.get(uid, {}).get(original, 0)
        # A new rule takes the place of all that was told of the former one.
        known[uid] = {**known.get(uid, {}), original: sequence} if original else {None: sequence}
    return known


def answered(row, person):
    known, original = sent_last(person)[row.uid], original_of(row.series, row).astimezone(UTC)
    named = f"RECURRENCE-ID:{original:%Y%m%dT%H%M%SZ}\n"
    return receive(reply(row, person, sequence=known.get(original, known[None]), at=timezone.now(), more=named))


@pytest.mark.parametrize("seed", range(4))
def test_feeds_and_answers_follow_a_series_through_its_life(room, mia, noah, clock, seed):
    dice, token = random.Random(seed), feed_of(noah)
    booked(room, mia, repeat=Repeat(dice.choice(list(Frequency)), 5))

    for _ in range(CHANGES):
        clock.shift(timedelta(minutes=10))
        change(dice, member_of(room, mia))

    rows = list(Session.objects.live().select_related("series").order_by("starts_at"))
    assert starts(fetch(token).content) == [f"{row.starts_at:%m-%d %H:%M}" for row in rows]
    assert [answered(row, noah) for row in rows] == [1] * len(rows)
