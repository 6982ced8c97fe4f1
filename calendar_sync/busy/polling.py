"""Reads calendars of elsewhere beside the worker's rounds, so that a slow server delays no mail. Not here: reading."""

from __future__ import annotations

from threading import Thread

import structlog
from django.db import Error, connection
from django.utils import timezone

from calendar_sync.busy.sources import read_due
from calendar_sync.models import BusySource
from rooms.vault import VaultError

log = structlog.get_logger(__name__)


class Poller:
    """At most one thread, which ends when nothing is due; one that is cut off leaves a lease that ends by itself."""

    def __init__(self) -> None:
        self._thread: Thread | None = None

    def look(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        if BusySource.objects.due(timezone.now()).exists():
            self._thread = Thread(target=_read, name="busy", daemon=True)
            self._thread.start()


def _read() -> None:
    try:
        read_due()
    except (Error, VaultError):
        log.exception("calendars of elsewhere could not be read")
    finally:
        connection.close()
