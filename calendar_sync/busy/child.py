"""The process in which foreign calendars are read: limited in time and memory, without keys or database.

Its own end reads one task from the standard input and answers by one line; the other end starts it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import structlog

from calendar_sync.busy.reading import busy_spans
from calendar_sync.busy.troubles import Trouble, Troubled
from calendar_sync.clocks.wall_clock import Span

ROOT = Path(__file__).resolve().parents[2]
CPU_SECONDS = 20
# Of the clock: a child that only waits is ended too.
LONGEST_SECONDS = 60
MEMORY_BYTES = 1024 * 1024 * 1024

log = structlog.get_logger(__name__)


def read_apart(data: bytes, *, tzid: str, span: Span, host: str = "", cpu_seconds: int = CPU_SECONDS) -> list[Span]:
    """The busy spans, read by a child that may fail without harm; raises Troubled where it does."""
    task = {
        "tzid": tzid,
        "start": span.start.timestamp(),
        "end": span.end.timestamp(),
        "host": host,
        "cpu": cpu_seconds,
    }
    command = [sys.executable, "-m", "calendar_sync.busy.child"]
    try:
        done = subprocess.run(  # noqa: S603  (ourselves)
            command,
            input=json.dumps(task).encode() + b"\n" + data,
            capture_output=True,
            timeout=LONGEST_SECONDS,
            check=False,
            cwd=ROOT,
            # The zones that we ship come before those of the machine, and no secret is handed on.
            env={"PYTHONTZPATH": ""},
        )
        answer = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise Troubled(Trouble.TOO_MUCH) from None
    except ValueError:
        # It came to no answer: ended by its limits, or not even begun.
        log.warning("reading a calendar of elsewhere failed", code=done.returncode)
        raise Troubled(Trouble.TOO_MUCH) from None
    if "fault" in answer:
        log.warning("reading a calendar of elsewhere failed", fault=answer["fault"])
    if "trouble" in answer:
        raise Troubled(Trouble(answer["trouble"]))
    return [Span(*(datetime.fromtimestamp(each, UTC) for each in pair)) for pair in answer["busy"]]


def main() -> None:
    task = json.loads(sys.stdin.buffer.readline())
    resource.setrlimit(resource.RLIMIT_CPU, (task["cpu"], task["cpu"]))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    span = Span(*(datetime.fromtimestamp(task[name], UTC) for name in ("start", "end")))
    sys.stdout.write(json.dumps(answer_to(sys.stdin.buffer.read(), task["tzid"], span, task["host"])))


def answer_to(data: bytes, tzid: str, span: Span, host: str) -> dict[str, object]:
    try:
        found = busy_spans(data, tzid=tzid, span=span, host=host)
    except Troubled as troubled:
        return {"trouble": troubled.trouble}
    except (MemoryError, RecursionError):
        return {"trouble": Trouble.TOO_MUCH}
    except Exception as fault:  # noqa: BLE001  (whatever a foreign calendar makes a reader stumble over)
        # Of what kind, and no more: its words may quote the calendar.
        return {"trouble": Trouble.UNREADABLE, "fault": type(fault).__name__}
    return {"busy": [(each.start.timestamp(), each.end.timestamp()) for each in found]}


if __name__ == "__main__":
    main()
