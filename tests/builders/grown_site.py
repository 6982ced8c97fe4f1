"""Several web processes and workers behind one address, as an operator runs them. Not here: database and Redis."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Self

from tests.builders.balancer import Balancer
from tests.builders.database import database_url
from tests.builders.site import Site

if TYPE_CHECKING:
    from types import TracebackType

WORKER_SECONDS = 20.0


class GrownSite:
    """Open for as long as the block runs; `url` and `socket_url` are those of the balancer."""

    def __init__(self, *, webs: int = 3, workers: int = 2, **environment: str) -> None:
        self.balancer = Balancer()
        self.url = f"http://localhost:{self.balancer.port}"
        self.socket_url = f"ws://localhost:{self.balancer.port}/ws/live/"
        self._environment = {"RATE_FACTOR": "100", "DRAIN_SECONDS": "0.5", "SITE_URL": self.url, **environment}
        self.webs = [Site(**self._environment) for _ in range(webs)]
        self._worker_count = workers
        self._workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.end()
            raise
        self.balancer.start([web.port for web in self.webs])
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.balancer.stop()
        self.end()

    def start(self) -> None:
        """Start what does not run."""
        for web in [web for web in self.webs if not web.is_up]:
            web.launch()
        for web in self.webs:
            web.wait_until_up()
        self._workers = [each for each in self._workers if each.poll() is None]
        while len(self._workers) < self._worker_count:
            self._workers.append(self._worker())

    def restart_one_by_one(self) -> list[int]:
        """As an upgrade does; gives the exit codes of the web processes."""
        codes = []
        for web in self.webs:
            codes.append(web.stop())
            web.start()
        return codes

    def kill_all(self) -> None:
        """As a power cut would: nobody says goodbye."""
        for web in self.webs:
            web.kill()
        for worker in self._workers:
            worker.kill()
            worker.wait(WORKER_SECONDS)

    def end(self) -> None:
        for web in [web for web in self.webs if web.is_up]:
            web.kill()
        for worker in self._workers:
            worker.send_signal(signal.SIGTERM)
        for worker in self._workers:
            worker.wait(WORKER_SECONDS)

    def _worker(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "DATABASE_URL": database_url(), **self._environment}
        command = [sys.executable, "manage.py", "work"]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
