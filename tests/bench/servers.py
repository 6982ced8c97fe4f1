"""The web servers that are compared, each a process on the back end's core. Not here: how clients speak (clients)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.machine import back_end_core, cpu_seconds, memory_kib
from tests.builders.commands import free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.bench.storage import Stage

BIN = Path(sys.executable).parent
ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 60.0
RATE_FACTOR = 10_000

DAPHNE = (
    str(BIN / "daphne"), "-v", "0", "-e", "tcp:port={port}:interface=127.0.0.1:backlog=4096", "--websocket_timeout",
    "-1", "--websocket-max-message-size", "65536", "--websocket-max-frame-size", "65536",
)  # fmt: skip
UVICORN = (
    str(BIN / "uvicorn"), "--port", "{port}", "--backlog", "4096", "--loop", "uvloop", "--http", "httptools", "--ws",
    "websockets-sansio", "--ws-per-message-deflate", "false", "--ws-max-size", "65536", "--lifespan", "off",
    "--log-level", "error",
)  # fmt: skip
THREADS = (
    sys.executable, "-m", "twisted", "--log-level", "error", "web",
    "--listen", "tcp:{port}:interface=127.0.0.1:backlog=4096", "--wsgi",
)  # fmt: skip
RAW = (sys.executable, "-m", "tests.bench.raw", "{port}")

OURS = "server.asgi:application"
NAIVE = "tests.bench.naive.asgi:application"
PLAIN = "tests.bench.plain.wsgi.application"


@dataclass(frozen=True)
class Server:
    """One way to serve a chat: what is run, in which environment."""

    name: str
    command: tuple[str, ...]
    speech: str
    environment: Mapping[str, str] = field(default_factory=dict)

    def keeping(self) -> Server:
        """The same, storing each message before it is delivered; what stores always, or never, stays as it is."""
        return Server(self.name, self.command, self.speech, {**self.environment, "KEEPS": "1"})


class Running:
    """A server's process: what it uses, and its end."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.port = free_port()
        self._log = tempfile.NamedTemporaryFile(prefix="menteo-bench-", suffix=".log")  # noqa: SIM115  (lives with us)
        own = {"PORT": str(self.port), "SITE_URL": f"http://localhost:{self.port}"}
        command = [word.format(port=self.port) for word in server.command]
        with back_end_core():
            self._process = subprocess.Popen(
                command, cwd=ROOT, env={**os.environ, **own, **server.environment}, stdout=self._log, stderr=self._log
            )
        self._wait_until_up()

    @property
    def cpu_seconds(self) -> float:
        return cpu_seconds(self._process.pid)

    @property
    def memory_kib(self) -> int:
        return memory_kib(self._process.pid)

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._log.close()

    def _wait_until_up(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        told = Path(self._log.name).read_text()[-2000:]
        self.end()
        raise TimeoutError(f"{self.server.name} did not come up: {told}")


@contextmanager
def running(server: Server) -> Iterator[Running]:
    started = Running(server)
    try:
        yield started
    finally:
        started.end()


def servers(stage: Stage) -> dict[str, Server]:
    """All that is compared, by letter, each with the environment of its storage."""
    rates = {"RATE_FACTOR": str(RATE_FACTOR)}
    raised, plain = {**stage.ours, **rates}, {**stage.plain, **rates}
    return {
        "N": Server("naive on Daphne", (*DAPHNE, NAIVE), "naive", stage.naive),
        "H": Server("plain HTTP, in threads", (*THREADS, PLAIN), "plain", plain),
        "P": Server("raw picows", RAW, "raw"),
        "O": Server("Menteo on Daphne", (*DAPHNE, OURS), "ours", raised),
        "U": Server("Menteo on uvicorn", (*UVICORN, OURS), "ours", raised),
    }
