"""Presence over the socket: who is here is told, and who hides is not, not even while connected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from asgiref.sync import sync_to_async
from django.test import Client as Browser
from django.urls import reverse

from tests.builders.site import BACKEND

if TYPE_CHECKING:
    from collections.abc import Callable

    from rooms.models import Room
    from server.accounts.models import Person
    from tests.builders.live import Client

    Connect = Callable[..., Client]

pytestmark = pytest.mark.django_db(transaction=True)


def hide(one: Person) -> None:
    """Save one's own profile with the choice that nobody sees one's presence."""
    browser = Browser()
    browser.force_login(one, backend=BACKEND)
    profile = {"name": one.name, "time_zone": one.time_zone, "presence_audience": "nobody"}
    assert browser.post(reverse("accounts:profile"), profile).status_code == 302


async def changes(client: Client) -> dict[str, Any]:
    return (await client.hear("presence.changed"))["data"]


async def test_join_and_activity_reach_the_others(connect: Connect, room: Room, mia: Person, noah: Person) -> None:
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    assert [each["person"] for each in (await changes(ours))["here"]] == [str(mia.pk)]

    await theirs.hello({str(room.pk): None})
    assert (await changes(ours))["here"] == [{"person": str(noah.pk), "state": "active"}]
    theirs.say("presence.activity", data={"state": "away"})

    assert (await changes(ours))["here"] == [{"person": str(noah.pk), "state": "away"}]


async def test_hiding_while_connected_is_obeyed_at_once(
    connect: Connect, room: Room, mia: Person, noah: Person
) -> None:
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello({str(room.pk): None})
    while str(noah.pk) not in [each["person"] for each in (await changes(ours))["here"]]:
        pass

    await sync_to_async(hide)(noah)

    assert (await changes(ours))["gone"] == [str(noah.pk)]


async def test_hidden_person_shows_neither_typing_nor_reading(
    connect: Connect, room: Room, mia: Person, noah: Person
) -> None:
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello({str(room.pk): None})
    await theirs.send(room, "Before")
    await sync_to_async(hide)(noah)
    await theirs.hear("rooms.changed")

    await theirs.ask("typing.start", room)
    await theirs.ask("room.mark_read", room, {"no": 1})
    await theirs.send(room, "After")

    await ours.hear("message.sent", seq=2)
    assert {said["type"] for said in ours.heard} & {"typing.started", "room.marked_read"} == set()


async def test_room_opened_after_hiding_shows_nobody(connect: Connect, room: Room, mia: Person, noah: Person) -> None:
    ours, theirs = connect(mia), connect(noah)
    await ours.hello({str(room.pk): None})
    await theirs.hello()
    await sync_to_async(hide)(noah)
    await theirs.hear("rooms.changed")

    await theirs.ask("room.open", room, {})
    ours.say("presence.activity", data={"state": "away"})

    told = []
    while {"person": str(mia.pk), "state": "away"} not in told:
        told += (await changes(ours))["here"]
    assert {each["person"] for each in told} == {str(mia.pk)}
