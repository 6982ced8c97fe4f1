"""Runs web and worker side by side (honcho), and says where the site is as soon as it answers.

Runs on the environment's Python. Not here: getting ready (serve.py) and what the processes do (Procfile).
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request

from console import ROOT, say
from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

NAMES = ("web", "worker")
POLL_SECONDS = 0.1
SERVER_ERROR = 500


def main() -> None:
    if sys.argv[1:] == ["announce"]:
        announce()
    else:
        sys.exit(supervise())


def supervise() -> int:
    """Start all processes; when one ends, or at Ctrl-C, SIGTERM or a closed terminal, all end."""
    commands = parse_procfile((ROOT / "Procfile").read_text()).processes
    manager = Manager(Printer(sys.stdout, time_format="%H:%M:%S"))
    for name in NAMES:
        manager.add_process(name, commands[name], cwd=str(ROOT), env={**os.environ, "PYTHONUNBUFFERED": "1"})
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    announcer = subprocess.Popen([sys.executable, __file__, "announce"])
    try:
        manager.loop()
    finally:
        announcer.kill()
        announcer.wait()
    return manager.returncode or 0


def announce() -> None:
    """Wait until the page answers, then say where it is and how to get in."""
    with contextlib.suppress(KeyboardInterrupt):
        home = f"http://localhost:{os.environ['PORT']}"
        while not answers(home):
            time.sleep(POLL_SECONDS)
        say(f"\n  Menteo is running: {home}\n  {how_to_sign_in(home)}\n  Stop it with Ctrl-C.\n")


def answers(url: str) -> bool:
    """Whether the site itself speaks there; any status below 500 will do."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(url, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        return error.code < SERVER_ERROR
    except OSError:
        return False


def how_to_sign_in(home: str) -> str:
    if os.environ.get("DEMO") == "1":
        return f"Sign in with one click as somebody of the demo: {home}/demo/"
    return "First sign-in: .venv/bin/python manage.py first_operator you@court.example"


if __name__ == "__main__":
    main()
