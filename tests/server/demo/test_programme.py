"""All that the demo plans can be seeded."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from rooms.models import Membership, Note
from server.demo.programme import read_programme
from server.demo.seeding import Seeding

NOW = datetime(2031, 4, 2, 15, 30, tzinfo=UTC)


@pytest.mark.django_db
def test_whole_programme_can_be_seeded_with_its_unread_counts(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    whole = read_programme()
    groups = [msgspec.structs.replace(each, messages=min(each.messages, 100)) for each in whole.groups]

    Seeding(NOW, msgspec.structs.replace(whole, groups=groups)).run()

    plans = {each.title: each.unread for each in groups}
    rows = Membership.objects.select_related("room", "person").filter(room__kind="group")
    firsts = {(row.room.title, row.person.name.split()[0].lower()): row.unread for row in rows}
    assert firsts == {key: plans[key[0]].get(key[1], 0) for key in firsts}
    assert Note.objects.filter(kind="session").count() == 1
