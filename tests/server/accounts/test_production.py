"""Cookies of a site on https, as a process with production settings would set them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

NAMES = ["SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"]
PROGRAM = f"""
import json
from server import settings
print(json.dumps([getattr(settings, name) for name in {NAMES}]))
"""


def test_cookies_are_bound_to_host_and_https() -> None:
    environment = {**os.environ, "SITE_URL": "https://mentoring.court.example"}

    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, check=True, cwd=Path.cwd()
    )

    assert json.loads(run.stdout) == ["__Host-sign-in", "__Host-csrf", True, True]
