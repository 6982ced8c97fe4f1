"""Finds a Chromium for the journeys and the screenshot, or installs one. Not here: driving it."""

from __future__ import annotations

import os
import shutil
import subprocess

from console import PYTHON, fail, run, step

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-q"], ["install", "-q", "-y", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", *command], env=environment, capture_output=True, check=False)
    return on_path()


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
