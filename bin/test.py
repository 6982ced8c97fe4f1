"""`make test`: the checks, the front end's unit tests, the Python suite on SQLite, what stores or is live
once more on PostgreSQL and Redis, and the journeys in a real browser.

Runs on the system's Python. Every part runs even when an earlier one failed. Not here: single checks (check.py).
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, NamedTuple

import browser
import check
import setup
from console import PYTHON, ROOT, say

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REPORTS = ROOT / "var" / "reports"
NO_TESTS = 5
# Each core begins with half of the files, so that what a file sets up is set up once, and helps the other in the end.
SHARED = ("-n", "2", "--dist", "worksteal")
JOURNEYS = "tests/journeys"
ACCOUNTS = ("commands", "invitations", "people", "person", "sessions", "sign_ins", "sockets")
SITE = ("canary", "handover", "pool", "release")
GROWN = [
    "tests/rooms",
    # These ask the database only through what the others of their folder try.
    "--ignore=tests/rooms/test_polling.py",
    "--ignore-glob=tests/rooms/*views.py",
    "--ignore=tests/rooms/hub/test_hub.py",
    "--deselect=tests/server/accounts/test_sessions.py::test_no_string_of_the_database_signs_in",
    # Tries are counted in the cache.
    "--deselect=tests/calendar_sync/test_feeds.py::test_feed_that_is_read_too_often_has_to_wait",
    "--deselect=tests/calendar_sync/test_feeds.py::test_guessing_is_slowed_down_and_owners_are_not",
    "tests/server/test_starting.py::test_web_says_why_postgres_refuses_it",
    "tests/presence/test_processes.py",
    "tests/faults/test_faults.py",
    "tests/calendar_sync/test_busy.py",
    "tests/calendar_sync/test_feeds.py",
    "tests/calendar_sync/test_races.py",
    "tests/server/notices",
    *(f"tests/server/accounts/test_{matter}.py" for matter in ACCOUNTS),
    *(f"tests/server/test_{matter}.py" for matter in SITE),
]


class Outcome(NamedTuple):
    """How one part went."""

    fine: bool
    told: str


def main() -> None:
    started = time.monotonic()
    setup.prepare("test")
    os.environ["CHROMIUM"] = browser.chromium()
    REPORTS.mkdir(parents=True, exist_ok=True)
    parts: dict[str, Callable[[], Outcome]] = {
        "checks": checks,
        "front end": front_end,
        "python": lambda: suite("python", *(f"--ignore={path}" for path in (JOURNEYS, *check.HOUSE)), *SHARED),
        "grown": grown,
        "journeys": lambda: suite("journeys", JOURNEYS, "-n", "2"),
    }
    lines, failed = [], []
    for name, part in parts.items():
        say(f"\n{name.capitalize()}")
        at = time.monotonic()
        outcome = part()
        lines.append(f"  {name:<12}{outcome.told:<44}{time.monotonic() - at:6.0f} s")
        failed += [] if outcome.fine else [name]
    say("\n".join(["\nSummary", *lines, f"  {'all':<56}{time.monotonic() - started:6.0f} s"]))
    sys.exit(f"Failed: {', '.join(failed)}." if failed else 0)


def checks() -> Outcome:
    failed = check.run_all()
    count = len(check.checks())
    return Outcome(not failed, f"{count - len(failed)} of {count} passed")


def front_end() -> Outcome:
    """The unit tests of the TypeScript, run as it is by the Node of the environment."""
    names = sorted(str(path.relative_to(check.FRONT_END)) for path in (check.FRONT_END / "tests").glob("*.test.ts"))
    command = [PYTHON, "-c", setup.NODE, "--test", "--test-reporter=spec", *names]
    done = subprocess.run(command, cwd=check.FRONT_END, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    output = done.stdout.decode(errors="replace")
    counts = dict(re.findall(r"^\S* ?(pass|fail) (\d+)$", output, re.MULTILINE))
    if done.returncode:
        say(output)
    passed, missed = counts.get("pass", "0"), counts.get("fail", "0")
    return Outcome(done.returncode == 0 and passed != "0", f"{passed} passed, {missed} failed")


def grown() -> Outcome:
    """Everything that stores or is live once more, on a real PostgreSQL and Redis that the tests start."""
    return suite("grown", *SHARED, *GROWN, GROWN="1")


def suite(name: str, *arguments: str, **variables: str) -> Outcome:
    """One run of pytest, shown as it goes; a run that finds no test has failed."""
    report = REPORTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    command = [PYTHON, "-m", "pytest", "--no-header", f"--junitxml={report}", "-o", "junit_family=xunit2", *arguments]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode
    return Outcome(code == 0, counts_of(report) if code != NO_TESTS else "found no test")


def counts_of(report: Path) -> str:
    if not report.is_file():
        return "did not run"
    found = ET.parse(report).getroot().find("testsuite")  # noqa: S314  (pytest wrote it just now)
    numbers = (
        {key: int(found.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")} if found is not None else {}
    )
    missed = numbers.get("failures", 0) + numbers.get("errors", 0)
    skipped = numbers.get("skipped", 0)
    return f"{numbers.get('tests', 0) - missed - skipped} passed, {missed} failed, {skipped} skipped"


if __name__ == "__main__":
    main()
