"""What the worker does beside its rounds, so that a slow server elsewhere delays no mail. Not here: what that is."""

from __future__ import annotations

from threading import Thread
from typing import TYPE_CHECKING

import structlog
from django.db import Error, connection

from rooms.vault import VaultError

if TYPE_CHECKING:
    from collections.abc import Callable

log = structlog.get_logger(__name__)


class Beside:
    """At most one thread, which ends when its work is done; one that is cut off leaves nothing half done."""

    def __init__(self, name: str, deed: Callable[[], object], *, is_due: Callable[[], bool]) -> None:
        self._name = name
        self._deed = deed
        self._is_due = is_due
        self._thread: Thread | None = None

    def look(self) -> None:
        if self._thread and self._thread.is_alive():
            return
        if self._is_due():
            self._thread = Thread(target=self._work, name=self._name, daemon=True)
            self._thread.start()

    def _work(self) -> None:
        try:
            self._deed()
        except (Error, VaultError):
            log.exception("work beside the rounds failed", what=self._name)
        finally:
            connection.close()
