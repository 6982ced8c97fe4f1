"""The page that shows how one signs in, and ends other sign-ins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from server.accounts.models import SignIn
from tests.builders.people import browser_of, person, queries_of

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db

PAGE = "/me/security/"


def end(client: Client, sign_in: str) -> int:
    return client.post(f"{PAGE}sign-ins/{sign_in}/end/").status_code


def test_page_lists_the_open_sign_ins() -> None:
    mia = person("mia")
    here, elsewhere = browser_of(mia), browser_of(mia)

    shown = here.get(PAGE).context["devices"]

    assert [device.id for device in shown] == [here.session.sign_in, elsewhere.session.sign_in]


def test_page_needs_a_sign_in(client: Client) -> None:
    assert client.get(PAGE).url == f"/account/login/?next={PAGE}"


def test_page_asks_as_often_for_three_as_for_one() -> None:
    mia = person("mia")
    client = browser_of(mia)
    for_one = queries_of(client, PAGE)
    for _ in range(2):
        browser_of(mia)

    assert queries_of(client, PAGE) == for_one


def test_another_browser_is_signed_out() -> None:
    mia = person("mia")
    here, elsewhere = browser_of(mia), browser_of(mia)

    assert end(here, elsewhere.session.sign_in) == 302
    assert (here.get("/me/").status_code, elsewhere.get("/me/").status_code) == (200, 302)


def test_this_browser_is_signed_out() -> None:
    client = browser_of(person("mia"))

    end(client, client.session.sign_in)

    assert not SignIn.objects.exclude(person=None).exists()
    assert client.get("/me/").status_code == 302


def test_ended_again_is_not_found() -> None:
    mia = person("mia")
    here, elsewhere = browser_of(mia), browser_of(mia)
    sign_in = elsewhere.session.sign_in
    end(here, sign_in)

    assert end(here, sign_in) == 404


def test_somebody_elses_sign_in_is_not_found() -> None:
    mias, noahs = browser_of(person("mia")), browser_of(person("noah"))

    assert end(mias, noahs.session.sign_in) == 404
    assert noahs.get("/me/").status_code == 200


def test_all_other_browsers_are_signed_out() -> None:
    mia = person("mia")
    here, second, third = browser_of(mia), browser_of(mia), browser_of(mia)

    here.post(f"{PAGE}sign-ins/end/")

    assert [client.get("/me/").status_code for client in (here, second, third)] == [200, 302, 302]


def test_ending_needs_a_post() -> None:
    client = browser_of(person("mia"))

    assert client.get(f"{PAGE}sign-ins/end/").status_code == 405
