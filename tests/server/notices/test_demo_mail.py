"""The demo's letter box exists in the demo alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.notices.models import DemoMail

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db


def letter(subject: str = "Confirm your address") -> DemoMail:
    return DemoMail.objects.create(to="noah@court.example", subject=subject, text="Open http://localhost:8000/x/ now")


def test_demo_lists_its_mail_newest_first(client: Client, settings: SettingsWrapper) -> None:
    settings.DEMO = True
    letter("First")
    letter("Second")

    page = client.get("/demo/mail/").content.decode()

    assert page.index("Second") < page.index("First")


def test_demo_mail_shows_its_link_to_click(client: Client, settings: SettingsWrapper) -> None:
    settings.DEMO = True
    mail = letter()

    page = client.get(f"/demo/mail/{mail.pk}/").content.decode()

    assert 'href="http://localhost:8000/x/"' in page


def test_letter_box_without_mail_says_what_comes_here(client: Client, settings: SettingsWrapper) -> None:
    settings.DEMO = True

    assert "No mail yet" in client.get("/demo/mail/").content.decode()


@pytest.mark.parametrize("path", ["/demo/mail/", "/demo/mail/{pk}/"])
def test_letter_box_does_not_exist_outside_the_demo(client: Client, path: str) -> None:
    mail = letter()

    answer = client.get(path.format(pk=mail.pk))

    assert answer.status_code == 404
    assert "Confirm" not in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_letter_box_asks_the_database_once(
    client: Client, settings: SettingsWrapper, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    settings.DEMO = True
    for _ in range(count):
        letter()

    with django_assert_num_queries(1):
        client.get("/demo/mail/")
