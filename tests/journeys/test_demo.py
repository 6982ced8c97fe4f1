"""Whoever tries the demo becomes an invented person by one click, and reads the mail that was not sent."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import expect

from server.accounts.demo import mark_as_demo
from server.notices.models import DemoMail
from tests.builders.axe import faults_of
from tests.builders.browser import Visitors, open_menu
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.site import Site


@pytest.fixture
def cast(transactional_db):
    """A marked database with two invented people."""
    mark_as_demo()
    ada, lin = person("Ada", is_demo=True), person("Lin", is_demo=True)
    mentorship_room(ada, lin)
    DemoMail.objects.create(to=ada.email, subject="You are invited", text="Open https://court.example/ to come in.")
    return [ada, lin]


@pytest.fixture
def visitors(browser, cast):
    site = Site(DEMO="1")
    site.start()
    visitors = Visitors(browser, site, settings.SESSION_COOKIE_NAME)
    yield visitors
    complaints = visitors.close()
    site.kill()
    assert complaints == []


def test_visitor_looks_around_as_an_invented_person(visitors):
    page = visitors.window()
    page.goto("/")
    page.get_by_role("link", name="Look around as an invented person").click()
    assert faults_of(page) == []
    page.get_by_role("button", name="Enter as Ada").click()
    expect(page.get_by_role("heading", name="Welcome, Ada")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Lin").click()
    expect(page.get_by_role("textbox", name="Message Lin")).to_be_visible()

    open_menu(page, "Your menu")
    page.get_by_role("link", name="Mail sent by the demo").click()
    assert faults_of(page) == []
    page.get_by_role("link", name="You are invited").click()

    expect(page.get_by_role("link", name="https://court.example/")).to_be_visible()
    assert faults_of(page) == []
