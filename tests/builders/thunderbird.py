"""Thunderbird without a window, subscribed to one calendar. Not here: what it should see."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = shutil.which("thunderbird")
CALENDAR = "calendar.registry.5f2b9c1e-0000-4000-8000-000000000001"
PREFERENCES = """
user_pref("{calendar}.type", "ics");
user_pref("{calendar}.uri", "{url}");
user_pref("{calendar}.name", "Mentoring");
user_pref("{calendar}.cache.enabled", true);
user_pref("{calendar}.readOnly", true);
user_pref("{calendar}.refreshInterval", "1");
user_pref("mail.provider.suppress_dialog_on_startup", true);
user_pref("app.update.enabled", false);
"""
SEEN = "SELECT strftime('%m-%d %H:%M', event_start / 1000000, 'unixepoch') FROM cal_events ORDER BY event_start"
PATIENCE_SECONDS = 60.0
LOOK_SECONDS = 0.5
END_SECONDS = 30


class Thunderbird:
    """One person's, with a profile of its own; each look starts it anew, which lets it fetch at once."""

    def __init__(self, folder: Path, url: str) -> None:
        self._folder = folder
        self._profile = folder / "profile"
        self._profile.mkdir()
        (self._profile / "user.js").write_text(PREFERENCES.format(calendar=CALENDAR, url=url))

    def sees(self, wanted: list[str]) -> bool:
        """Whether it comes to show just these sessions, by their starts in UTC."""
        command = [str(PROGRAM), "--headless", "--no-remote", "--profile", str(self._profile)]
        environment = {**os.environ, "HOME": str(self._folder)}
        until = time.monotonic() + PATIENCE_SECONDS
        with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
            while (seen := self._seen()) != wanted and time.monotonic() < until:
                time.sleep(LOOK_SECONDS)
            run.terminate()
            run.wait(END_SECONDS)
        return seen == wanted

    def _seen(self) -> list[str] | None:
        """What it has stored; from a copy, since it holds its database shut."""
        copy = self._folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        copy.mkdir()
        try:
            for file in (self._profile / "calendar-data").glob("cache.sqlite*"):
                shutil.copy(file, copy)
            with sqlite3.connect(copy / "cache.sqlite") as database:
                return [start for (start,) in database.execute(SEEN)]
        except (OSError, sqlite3.Error):
            return None
