"""Each page is made in its reader's time zone."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from server.accounts.middleware import PersonMiddleware
from server.accounts.models import Person
from server.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def zone_during(user: Person | AnonymousUser) -> str:
    def page(_request: HttpRequest) -> HttpResponse:
        return HttpResponse(timezone.get_current_timezone_name())

    request = RequestFactory().get("/")
    request.user = user
    request.session = SessionStore()
    return PersonMiddleware(page)(request).content.decode()


@pytest.mark.parametrize(("chosen", "used"), [("Europe/Berlin", "Europe/Berlin"), ("Mars/Olympus", "UTC")])
def test_page_is_made_in_the_persons_zone(chosen: str, used: str) -> None:
    assert zone_during(Person(time_zone=chosen)) == used


def test_visitors_get_the_sites_zone() -> None:
    assert zone_during(AnonymousUser()) == "UTC"


def test_the_zone_does_not_outlive_the_page() -> None:
    zone_during(Person(time_zone="Asia/Tokyo"))

    assert timezone.get_current_timezone() == ZoneInfo("UTC")
