"""`make screenshot`: draws docs/room.png from a demo of its own, as two of its people see it.

Runs on the environment's Python, with the packages for tests. Not here: proving anything (tests/journeys).
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from browser import chromium
from console import ROOT, fail, say
from playwright.sync_api import Page, ViewportSize, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

PICTURE = ROOT / "docs" / "room.png"
SIZE: ViewportSize = {"width": 1280, "height": 800}
ROOM = re.compile(r"^/rooms/[0-9a-f-]{36}/$")
SETTLE_MS = 1500


def main() -> None:
    with demo() as url, sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        draw(browser, url)
        browser.close()
    say(f"Drew {PICTURE.relative_to(ROOT)}.")


@contextmanager
def demo() -> Iterator[str]:
    """The address of a fresh demo that lives as long as the picture takes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "bin/serve.py"]
        environment = {**os.environ, "VAR_DIR": folder, "PORT": port, "DEMO": "1"}
        site = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            if not any("is running" in line for line in site.stdout or ()):
                fail("The demo did not start: try make serve.")
            yield f"http://localhost:{port}"
        finally:
            site.send_signal(signal.SIGINT)
            site.communicate()


def draw(browser: Browser, url: str) -> None:
    """A mentor looks at the first mentorship room while the other one is there too."""
    mentor = enter(browser, url, ".tag--mentor")
    mentee = enter(browser, url, ".tag--mentee")
    shared = sorted(set(rooms_of(mentor, url)) & set(rooms_of(mentee, url)), key=rooms_of(mentor, url).index)
    if not shared:
        fail("The first mentor and the first mentee of the demo share no room.")
    for page in (mentee, mentor):
        page.goto(url + shared[0])
        page.wait_for_timeout(SETTLE_MS)
    mentor.screenshot(path=PICTURE)


def enter(browser: Browser, url: str, tag: str) -> Page:
    """A window of the first of the demo's people with this role."""
    page = browser.new_context(viewport=SIZE, color_scheme="light", locale="en-GB").new_page()
    page.goto(f"{url}/demo/")
    page.locator("li", has=page.locator(tag)).first.get_by_role("button").click()
    page.wait_for_url(lambda address: not address.endswith("/demo/"))
    return page


def rooms_of(page: Page, url: str) -> list[str]:
    page.goto(f"{url}/rooms/")
    paths = [link.get_attribute("href") or "" for link in page.locator("main a[href]").all()]
    return [path for path in paths if ROOM.match(path)]


if __name__ == "__main__":
    main()
