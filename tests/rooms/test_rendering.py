"""How rows look on the wire."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from rooms import log
from rooms.rendering import moment
from tests.builders.people import person
from tests.builders.rooms import mentorship_room


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=5, minutes=30)), timezone(-timedelta(hours=8))])
def test_moment_is_the_same_text_in_every_zone(zone):
    at = datetime(2026, 3, 1, 23, 59, 59, 999_999, UTC)

    assert moment(at.astimezone(zone)) == "2026-03-01T23:59:59.999Z"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["message.barred", "event.noted", "a.kind.to.come", "message.sent", "message.edited"])
def test_event_without_anything_to_show_is_noted(kind):
    mia = person("mia")
    room = mentorship_room(mia, person("noah"))
    event = log.append(room, kind, log.Cause.deed(mia.pk))

    ((_row, view),) = log.events_after(room, 0)
    assert (type(view).__name__, view.seq, view.tag) == ("Noted", 1, event.tag)
