"""Deeds done at the same time, each on a connection of its own to the database."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Callable


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each deed gave, or the error that it ended with, in the order of the deeds."""
    ready = threading.Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        ready.wait()
        try:
            return deed()
        except Exception as fault:  # noqa: BLE001  (an error is one of the outcomes)
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))
