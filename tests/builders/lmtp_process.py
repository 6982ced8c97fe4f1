"""The real `manage.py take_mail` on the test database, at a free port. Not here: mail servers that talk to it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.builders.commands import ROOT, free_port
from tests.builders.database import database_url

if TYPE_CHECKING:
    from collections.abc import Iterator

START_SECONDS = 30.0


@contextmanager
def lmtp_process() -> Iterator[int]:
    """The port; it has to end in order when it is told to."""
    port = free_port()
    environment = {**os.environ, "DATABASE_URL": database_url(), "INBOUND_URL": f"lmtp://127.0.0.1:{port}"}
    with subprocess.Popen([sys.executable, "manage.py", "take_mail"], cwd=ROOT, env=environment) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()
            assert process.wait(START_SECONDS) == 0


def wait_for(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except ConnectionRefusedError:
            assert time.monotonic() < until
            time.sleep(0.05)
        else:
            return
