"""A real Daphne on the test database, to be met by real sockets and browsers, and to be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from server.accounts.sessions import SessionStore
from tests.builders.commands import free_port
from tests.builders.database import database_url

if TYPE_CHECKING:
    from server.accounts.models import Person

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
START_SECONDS = 90.0
STOP_SECONDS = 30.0


class Site:
    """One web process; it can be killed and started again on the same port."""

    application = "server.asgi:application"

    def __init__(self, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.socket_url = f"ws://localhost:{self.port}/ws/live/"
        self._environment = {**os.environ, "PORT": str(self.port), "DATABASE_URL": database_url(), **environment}
        self.log = Path(environment.get("VAR_DIR", os.environ["VAR_DIR"])) / f"web-{self.port}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def start(self) -> None:
        self.launch()
        self.wait_until_up()

    def launch(self) -> None:
        daphne = str(Path(sys.executable).parent / "daphne")
        endpoint = f"tcp:port={self.port}:interface=127.0.0.1:backlog=4096"
        arguments = [daphne, "-v", "0", "-e", endpoint, "--websocket_timeout", "-1", self.application]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(arguments, env=self._environment, stdout=log, stderr=log)

    def ensure_up(self) -> None:
        """Start again what an earlier test has killed."""
        if not self.is_up:
            self.start()

    def kill(self) -> None:
        """As a power cut would: no goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> int:
        """As an upgrade would; gives the exit code."""
        return self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> int:
        assert self._process
        self._process.send_signal(number)
        return self._process.wait(STOP_SECONDS)

    def wait_until_up(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=30):
                    return
            except urllib.error.HTTPError:
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.05)
        raise TimeoutError("The site did not come up.")


def sign_in(person: Person) -> str:
    """A fresh sign-in of this person: the cookie's token."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)
