"""Finds a Chromium for the journeys and the screenshot, or installs one. Not here: driving it."""

from __future__ import annotations

import os
import shutil
import subprocess

from console import PYTHON, fail, run, step

# The shell first: it draws no window around the page, which is a third of what a page costs.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WHERE = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""


def chromium() -> str:
    """The path of a Chromium that starts: CHROMIUM, one on PATH, Debian's package, or Playwright's own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if starts(named) else fail(f"CHROMIUM names {named}, which does not start.")
    return on_path() or from_debian() or from_playwright()


def on_path() -> str:
    found = (path for path in map(shutil.which, NAMES) if path)
    return next((path for path in found if starts(path)), "")


def from_debian() -> str:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return ""
    with step("Chromium (apt-get)"):
        apt_get("update", "-q")
        for package in NAMES[:2]:
            if not on_path():
                apt_get("install", "-q", "-y", "--no-install-recommends", package)
    return on_path()


def apt_get(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, check=False)


def from_playwright() -> str:
    with step("Chromium (playwright install)"):
        run(
            [PYTHON, "-m", "playwright", "install", "chromium"],
            failure="No Chromium was found, and none could be fetched",
        )
    path = run([PYTHON, "-c", WHERE], failure="Playwright does not find its Chromium").strip()
    return path if starts(path) else fail(f"{path} does not start: install Chromium, or name one with CHROMIUM.")


def starts(path: str) -> bool:
    try:
        return subprocess.run([path, "--version"], capture_output=True, check=False, timeout=30).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
