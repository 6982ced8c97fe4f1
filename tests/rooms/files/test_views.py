"""The doors of a room's files, from a member's browser and from everybody else's."""

from __future__ import annotations

import asyncio
import json
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from rooms.files.sealed import private
from rooms.models import File, Membership
from rooms.models.file import CHUNK_BYTES
from rooms.vault import erase
from tests.builders.files import PDF, attached, bomb, chunks_of, noise, picture, stored, upload
from tests.builders.people import browser_of, person

pytestmark = pytest.mark.django_db

NAME = "Verdict in the matter of K.pdf"


@pytest.fixture
def noah_s(noah):
    return browser_of(noah)


@pytest.fixture
def mia_s(mia):
    return browser_of(mia)


def begin(browser, room, **said):
    asked = {"id": str(uuid.uuid4()), "name": NAME, "size": len(PDF), **said}
    return browser.post(f"/rooms/{room.pk}/files/", json.dumps(asked), content_type="application/json")


def send(browser, room, file_id, no, data):
    address = f"/rooms/{room.pk}/files/{file_id}/chunks/{no}/"
    return browser.post(address, data, content_type="application/octet-stream")


def address_of(file: File) -> str:
    return f"/rooms/{file.room_id}/files/{file.pk}/"


def body_of(response) -> bytes:
    async def collect() -> bytes:
        return b"".join([part async for part in response.streaming_content])

    return asyncio.run(collect())


def test_member_brings_a_file_in_chunk_by_chunk(room, noah_s):
    data = noise((200, 140))
    begun = begin(noah_s, room, name="noise.png", size=len(data)).json()

    standings = [send(noah_s, room, begun["id"], no, chunk).json() for no, chunk in enumerate(chunks_of(data))]

    steps = [(each["next"], each["ready"], each["kind"]) for each in [begun, *standings]]
    assert (begun["chunk_bytes"], steps[:2]) == (CHUNK_BYTES, [(0, False, "other"), (1, False, "png")])
    assert steps[-1][1:] == (True, "png")


def test_file_is_handed_out_for_saving_with_safe_headers(room, noah, mia_s):
    file = attached(room, noah, PDF, NAME)

    response = mia_s.get(address_of(file), follow=True)

    assert body_of(response) == PDF
    assert {name: response[name] for name in ("Content-Type", "Content-Length", "Content-Disposition")} == {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": f'attachment; filename="{NAME}"',
    }
    assert (response["Content-Security-Policy"], response["X-Content-Type-Options"]) == (
        "default-src 'none'; sandbox",
        "nosniff",
    )
    assert (response["Referrer-Policy"], response["Cross-Origin-Resource-Policy"]) == ("no-referrer", "same-origin")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Accel-Buffering"] == "no"


def test_image_is_shown_in_place_under_the_same_policy(room, noah, mia_s):
    file = attached(room, noah, picture("png"), "photo.png")

    response = mia_s.get(address_of(file), follow=True)

    assert (response["Content-Type"], response["Content-Disposition"]) == ("image/png", 'inline; filename="photo.png"')
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert body_of(response)[:4] == b"\x89PNG"


def test_name_cannot_break_out_of_its_header(room, noah, mia_s):
    file = attached(room, noah, PDF, 'a"; filename="b.exe\u00fc.pdf')

    shown = mia_s.get(address_of(file), follow=True)["Content-Disposition"]

    assert shown == "attachment; filename*=utf-8''a%22%3B%20filename%3D%22b.exe%C3%BC.pdf"


def test_link_leads_nobody_else_to_the_file(room, mia, noah, mia_s, noah_s):
    file = attached(room, noah, PDF, NAME)
    link = noah_s.get(address_of(file))["Location"]

    responses = [mia_s.get(link), browser_of(person("zoe")).get(link)]

    assert [each.status_code for each in responses] == [404, 404]
    assert noah_s.get(link).status_code == 200


def test_link_ends_with_the_membership(room, noah, noah_s):
    link = noah_s.get(address_of(attached(room, noah, PDF, NAME)))["Location"]

    Membership.objects.filter(person=noah).update(left_at="2026-01-01T00:00Z")

    response = noah_s.get(link)
    assert (response.status_code, NAME in response.text) == (403, False)


@pytest.mark.parametrize("who", ["zoe", "olga"])
def test_outsiders_learn_nothing_of_a_file(room, noah, who):
    file = attached(room, noah, PDF, NAME)
    browser = browser_of(person(who, is_operator=who == "olga"))

    responses = [
        browser.get(address_of(file)),
        browser.get(f"{address_of(file)}x:y/"),
        begin(browser, room),
        send(browser, room, file.pk, 0, PDF),
        browser.post(f"{address_of(file)}cancel/"),
    ]

    assert [each.status_code for each in responses] == [404] * 5
    assert [NAME in each.text for each in responses] == [False] * 5


def test_visitor_is_led_to_the_sign_in(room, noah, client):
    file = attached(room, noah, PDF, NAME)

    response = client.get(address_of(file))

    assert (response.status_code, response["Location"].split("?")[0]) == (302, "/account/login/")


def test_file_that_belongs_to_nothing_is_its_owner_s_alone(room, noah, mia_s, noah_s):
    file = upload(room, noah, PDF, NAME)

    assert [browser.get(address_of(file)).status_code for browser in (mia_s, noah_s)] == [404, 302]


def test_file_of_an_erased_room_is_not_found(room, noah, noah_s):
    link = noah_s.get(address_of(attached(room, noah, PDF, NAME)))["Location"]

    erase(room)

    assert noah_s.get(link).status_code == 404


def test_refusal_is_a_code_and_a_sentence(room, noah_s):
    response = begin(noah_s, room, size=26 * 1024 * 1024)

    assert (response.status_code, response.json()["code"], response.json()["text"]) == (
        413, "too_long", "A file may have at most 25 MB.",
    )  # fmt: skip


def test_file_that_lies_is_refused_and_leaves_nothing(room, noah_s):
    begun = begin(noah_s, room, name="photo.png", size=6).json()

    response = send(noah_s, room, begun["id"], 0, b"<svg/>")

    assert (response.status_code, response.json()["text"]) == (400, "This file is named .png, but is none.")
    assert (stored(begun["id"]), File.objects.count()) == ({}, 0)


def test_image_bomb_is_refused_at_the_door_and_leaves_nothing(room, noah_s):
    data = bomb(50_000, 50_000)
    begun = begin(noah_s, room, name="photo.png", size=len(data)).json()

    response = send(noah_s, room, begun["id"], 0, data)

    told = "This picture has more than 30 megapixels. Make it smaller first."
    assert (response.status_code, response.json()["text"]) == (413, told)
    assert (stored(begun["id"]), File.objects.count()) == ({}, 0)


def test_upload_goes_on_when_the_storage_is_back(room, noah_s):
    begun = begin(noah_s, room).json()
    obstacle = Path(private().path(begun["id"]))
    obstacle.parent.mkdir(parents=True, exist_ok=True)
    obstacle.write_bytes(b"in the way")

    refused = send(noah_s, room, begun["id"], 0, PDF)
    obstacle.unlink()

    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert send(noah_s, room, begun["id"], 0, PDF).json()["ready"]


def test_file_whose_bytes_are_lost_is_not_found(room, noah, noah_s):
    file = attached(room, noah, PDF, NAME)
    link = noah_s.get(address_of(file))["Location"]
    private().delete(f"{file.pk}/1-0")

    assert noah_s.get(link).status_code == 404


@pytest.mark.parametrize("said", [{"id": "7"}, {"size": "many"}, {"name": 7}, {"more": 1}])
def test_announcement_of_another_shape_is_refused(room, noah_s, said):
    response = begin(noah_s, room, **said)

    assert (response.status_code, response.json()["code"]) == (400, "bad_shape")


def test_file_can_be_cancelled(room, noah_s):
    begun = begin(noah_s, room).json()
    address = f"/rooms/{room.pk}/files/{begun['id']}/cancel/"

    assert [noah_s.post(address).status_code for _ in range(2)] == [204, 204]
    assert not File.objects.exists()


def test_page_of_another_site_cannot_upload(room, noah):
    browser = browser_of(noah)
    browser.handler.enforce_csrf_checks = True

    assert [begin(browser, room).status_code, send(browser, room, uuid.uuid4(), 0, PDF).status_code] == [403, 403]


def test_many_files_in_a_short_time_are_refused(room, noah_s):
    cache.clear()
    most = int(settings.ACCOUNT_RATE_LIMITS["upload"].split("/")[0])

    statuses = [begin(noah_s, room).status_code for _ in range(most + 1)]

    cache.clear()
    assert statuses == [200] * most + [429]


@pytest.mark.parametrize("place", ["", "chunks/0/", "cancel/"])
def test_doors_that_change_something_take_posts_alone(room, noah_s, place):
    file = f"{uuid.uuid4()}/" if place else ""

    assert noah_s.get(f"/rooms/{room.pk}/files/{file}{place}").status_code == 405
