"""`manage.py work`: the worker process. Not here: what it does (server.notices.worker)."""

from __future__ import annotations

import signal
from threading import Event
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from server.notices.worker import work
from server.starting import refuse_unfit_start

GRACE_SECONDS = 0.8


class Command(BaseCommand):
    help = "Send due mail and tidy up, until SIGTERM or Ctrl-C; start as many as wanted."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: Any) -> None:
        refuse_unfit_start()
        stop = Event()

        def ask(*_signal: object) -> None:
            stop.set()
            # A mail server may keep us waiting for long: what has not ended by then is broken off.
            signal.setitimer(signal.ITIMER_REAL, GRACE_SECONDS)

        signal.signal(signal.SIGTERM, ask)
        signal.signal(signal.SIGINT, ask)
        signal.signal(signal.SIGALRM, leave)
        work(stop)
        signal.setitimer(signal.ITIMER_REAL, 0)


def leave(*_signal: object) -> NoReturn:
    raise SystemExit(0)
