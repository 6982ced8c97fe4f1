"""The site's own pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

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
