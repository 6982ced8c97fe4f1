"""The site's own pages."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from server.views import server_error
from tests.builders.people import person
from tests.builders.rooms import group_room
from tests.builders.storage_faults import locked_database

pytestmark = pytest.mark.django_db


def test_visitor_sees_the_site_name(client):
    page = client.get(reverse("home"))

    assert page.status_code == 200
    assert "Menteo" in page.text


@pytest.mark.parametrize(("chosen", "kept"), [("dark", "dark"), ("light", "light"), ("pink", "system"), ("", "system")])
def test_theme_is_kept_in_a_cookie(client, chosen, kept):
    answer = client.post(reverse("theme"), {"theme": chosen, "next": "/rooms/"})

    assert answer.cookies["theme"].value == kept
    assert answer["location"] == "/rooms/"


def test_theme_never_leads_to_another_site(client):
    answer = client.post(reverse("theme"), {"theme": "dark", "next": "https://elsewhere.example/"})

    assert answer["location"] == "/"


def test_theme_is_drawn_by_the_server(client):
    client.cookies["theme"] = "dark"

    assert 'data-theme="dark"' in client.get(reverse("home")).text


def test_theme_cookie_with_foreign_content_is_ignored(client):
    client.cookies["theme"] = '"><script>'

    page = client.get(reverse("home")).text

    assert "data-theme" not in page.split("<body")[0]


def test_visitor_meets_no_person(client):
    person("mia")

    assert "Mia" not in client.get(reverse("home")).text


@pytest.mark.parametrize("path", ["healthz", "readyz"])
def test_health_answers_without_sign_in(path, client):
    answer = client.get(reverse(path))

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_broken_page_needs_neither_person_nor_database(rf, django_assert_num_queries):
    request = rf.get("/")
    request.csp_nonce = "a-nonce"

    with django_assert_num_queries(0):
        answer = server_error(request)

    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text


@pytest.mark.django_db(transaction=True)
def test_database_that_has_no_patience_left_is_no_fault_of_the_page():
    mia, zoe = person("mia"), person("zoe")
    room = group_room("Clerks", mia)
    reader = Client(raise_request_exception=False)
    reader.force_login(zoe)

    with locked_database():
        answer = reader.post(reverse("rooms:join", args=[room.pk]))

    assert (answer.status_code, answer["Retry-After"], "The site is busy" in answer.text) == (503, "5", True)
    assert "Clerks" not in answer.text
    assert not room.memberships.filter(person=zoe).exists()


@pytest.mark.parametrize("signed_in", [True, False])
def test_missing_page_is_drawn(signed_in, client):
    if signed_in:
        client.force_login(person("mia"))

    answer = client.get("/nowhere/")

    assert answer.status_code == 404
    assert "There is no such page" in answer.text


def test_form_without_its_token_is_drawn():
    answer = Client(enforce_csrf_checks=True).post(reverse("theme"), {"theme": "dark"})

    assert answer.status_code == 403
    assert "This form has expired" in answer.text


def test_pages_carry_a_strict_policy(client):
    policy = client.get(reverse("home"))["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
