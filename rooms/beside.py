"""An event loop in a thread of its own, beside the server's: for what nobody may wait for. Not here: what runs."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from concurrent.futures import Future

_starting = threading.Lock()
_loops: list[asyncio.AbstractEventLoop] = []


def run_beside(deed: Coroutine[Any, Any, None]) -> Future[None]:
    """Start a deed without waiting for it, from any thread, with or without a loop of its own."""
    return asyncio.run_coroutine_threadsafe(deed, _loop())


def _loop() -> asyncio.AbstractEventLoop:
    """The process's only such loop; a process that has nothing to do beside has no such thread."""
    with _starting:
        if not _loops:
            _loops.append(asyncio.new_event_loop())
            threading.Thread(target=_loops[0].run_forever, name="beside", daemon=True).start()
        return _loops[0]
