"""Real browsers before a real site. Every page that a journey opens must end without a console error."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

from server.catalogue import write_pseudo_locale
from tests.builders.browser import PATIENCE_MS, Visitors
from tests.builders.people import person
from tests.builders.rooms import group_room, mentorship_room
from tests.builders.site import Site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

# Pages that nobody sees, each in a process of its own: with them a window costs twice what it costs without.
UNSEEN = ("SpareRendererForSitePerProcess", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "WebUIOmniboxPopup")
# The driver's own list, which any other replaces.
DRIVERS = (
    "AimEnabled", "AvoidCorsURLLoaderRestartOnRedirect", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsFirstBalancedModeAutoEnable", "HttpsUpgrades", "LensOverlay", "MediaRouter",
    "NetworkTimeServiceQuerying", "OptimizationHints", "PaintHolding", "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)  # fmt: skip
QUIET = (
    "--disable-gpu", "--disable-software-rasterizer", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", f"--disable-features={','.join(UNSEEN + DRIVERS)}",
)  # fmt: skip


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        arguments = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        # Playwright's loop runs in this thread; the database is asked between its turns, never from within one.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def running_site(django_db_setup) -> Iterator[Site]:
    write_pseudo_locale(settings.VAR / "locale")
    site = Site(RATE_FACTOR="20", SIGN_UP="open", PSEUDO_LOCALE="1")
    site.start()
    yield site
    site.kill()


@pytest.fixture
def site(running_site, transactional_db) -> Site:
    """The site of all journeys of this worker, with an empty database."""
    running_site.ensure_up()
    return running_site


@pytest.fixture
def visitors(browser, site) -> Iterator[Visitors]:
    """Opens windows for people; looks at the end whether any page complained."""
    visitors = Visitors(browser, site, settings.SESSION_COOKIE_NAME)
    yield visitors
    complaints = visitors.close()
    assert complaints == []


@pytest.fixture
def mia(site):
    return person("mia", time_zone="Europe/Lisbon")


@pytest.fixture
def noah(site):
    return person("noah")


@pytest.fixture
def omar(site):
    return person("omar")


@pytest.fixture
def zoe(site):
    return person("zoe")


@pytest.fixture
def room(mia, noah):
    """Mia mentors Noah."""
    return mentorship_room(mia, noah)


@pytest.fixture
def group(mia, noah, omar):
    """Mia moderates; Noah and Omar are members."""
    return group_room("Court writing", mia, noah, omar)
