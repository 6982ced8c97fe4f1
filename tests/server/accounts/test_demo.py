"""The demo's one-click sign-in, and every fence around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.test import Client

from server.accounts import photos
from server.accounts.demo import is_loopback, mark_as_demo, refuse_demo_in_production
from server.accounts.models import DemoMark, Person
from tests.builders.people import person, queries_of
from tests.builders.rooms import mentorship_room

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db

DEMO = "/demo/"
LOCAL = {"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "127.0.0.1", "HTTP_HOST": "localhost:8000"}


@pytest.fixture
def mia(settings: SettingsWrapper) -> Person:
    """One of the invented people, in a demo with every fence open."""
    settings.DEMO = True
    mark_as_demo()
    return person("mia", is_demo=True, position="Judge")


def enter(who: Person, **place: str) -> int:
    return Client().post(DEMO, {"person": who.pk}, **{**LOCAL, **place}).status_code


def test_one_click_signs_in_as_an_invented_person(mia: Person) -> None:
    client = Client()

    answer = client.post(DEMO, {"person": mia.pk}, **LOCAL)

    assert answer.url == "/"
    assert client.get("/me/").context["user"] == mia


def test_page_shows_the_cast_with_roles(mia: Person) -> None:
    noah = person("noah", is_demo=True)
    person("omar", is_demo=True, is_operator=True)
    person("zoe")
    mentorship_room(mia, noah)

    page = Client().get(DEMO, **LOCAL)

    assert [row.name for row in page.context["cast"]] == ["Mia", "Noah"]
    assert [row.roles for row in page.context["cast"]] == [[("mentor", "Mentor")], [("mentee", "Mentee")]]


def test_page_asks_as_often_for_three_as_for_one(mia: Person) -> None:
    assert mia.is_demo
    for_one = queries_of(Client(**LOCAL), DEMO)
    person("noah", is_demo=True)
    person("omar", is_demo=True)

    assert queries_of(Client(**LOCAL), DEMO) == for_one


def test_invented_faces_are_shown_at_the_door_only(mia: Person, settings: SettingsWrapper, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    photos.set_photo(mia, b"a face")
    mia.save()

    shown = Client().get(mia.photo_url, **LOCAL)
    from_afar = Client().get(mia.photo_url, **{**LOCAL, "REMOTE_ADDR": "192.0.2.7"})

    assert (shown.content, from_afar.status_code) == (b"a face", 302)


@pytest.mark.parametrize(
    "place",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"SERVER_NAME": "192.0.2.1"},
        {"REMOTE_ADDR": "::ffff:192.0.2.7"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": ""},
    ],
)
def test_only_a_direct_visitor_on_this_machine_may_enter(mia: Person, place: dict[str, str]) -> None:
    assert enter(mia, **place) == 404


def test_without_the_setting_there_is_no_demo(mia: Person, settings: SettingsWrapper) -> None:
    settings.DEMO = False

    assert enter(mia) == 404


def test_behind_a_proxy_there_is_no_demo(mia: Person, settings: SettingsWrapper) -> None:
    settings.TRUSTED_PROXIES = 1

    assert enter(mia) == 404


def test_at_a_public_address_there_is_no_demo(mia: Person, settings: SettingsWrapper) -> None:
    settings.SITE_URL = "https://mentoring.court.example"

    assert enter(mia) == 404


def test_in_an_unmarked_database_there_is_no_demo(mia: Person) -> None:
    DemoMark.objects.all().delete()

    assert enter(mia) == 404


@pytest.mark.parametrize(
    "fields",
    [{"is_demo": False}, {"is_demo": True, "is_operator": True}, {"is_demo": True, "is_active": False}],
)
def test_nobody_real_privileged_or_deactivated_can_be_entered(mia: Person, fields: dict[str, bool]) -> None:
    assert mia.is_demo

    assert enter(person("noah", **fields)) == 404


def test_entering_needs_the_forms_token(mia: Person) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(DEMO, {"person": mia.pk}, **LOCAL).status_code == 403


@pytest.mark.parametrize("nonsense", ["", "mia", "00000000-0000-4000-8000-000000000001"])
def test_nonsense_enters_nobody(mia: Person, nonsense: str) -> None:
    assert mia.is_demo

    assert Client().post(DEMO, {"person": nonsense}, **LOCAL).status_code == 404


def test_a_database_with_people_never_becomes_a_demo() -> None:
    person("mia")

    with pytest.raises(ImproperlyConfigured):
        mark_as_demo()

    assert not DemoMark.objects.exists()


def test_marking_again_changes_nothing(mia: Person) -> None:
    mark_as_demo()

    assert (DemoMark.objects.count(), mia.is_demo) == (1, True)


def test_production_refuses_a_demo_database(settings: SettingsWrapper) -> None:
    mark_as_demo()
    settings.PRODUCTION = True

    with pytest.raises(ImproperlyConfigured):
        refuse_demo_in_production()
    with pytest.raises(SystemCheckError, match="holds the demo"):
        call_command("check", databases=["default"])


def test_production_accepts_any_other_database(settings: SettingsWrapper) -> None:
    settings.PRODUCTION = True

    refuse_demo_in_production()

    assert not DemoMark.objects.exists()


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("::ffff:192.0.2.7", False),
        ("0.0.0.0", False),
        ("localhost.evil.example", False),
        ("", False),
    ],
)
def test_loopback_is_known_in_every_spelling(host: str, *, expected: bool) -> None:
    assert is_loopback(host) is expected
