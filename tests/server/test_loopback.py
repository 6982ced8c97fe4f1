"""A loopback address leads to the site's name; probes are answered as they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000"])
def test_page_opened_by_address_leads_to_the_name(client: Client, host: str) -> None:
    answer = client.get("/rooms/?page=2", headers={"host": host})

    assert (answer.status_code, answer["Location"]) == (302, "http://localhost:8000/rooms/?page=2")


def test_probe_by_address_is_answered(client: Client) -> None:
    assert client.get("/healthz", headers={"host": "127.0.0.1:8000"}).status_code == 200


def test_page_opened_by_name_is_answered(client: Client) -> None:
    assert client.get("/", headers={"host": "localhost:8000"}).status_code == 200


def test_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
