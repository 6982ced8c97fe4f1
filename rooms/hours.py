"""The hour as the reader's clocks show it, to twelve or to twenty-four. Not here: which of both (server.variety)."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.utils.dateformat import time_format

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

# Mail, files and whatever else has no reader at hand count to twenty-four.
_to_twelve: ContextVar[bool] = ContextVar("to_twelve", default=False)


@contextmanager
def counting(*, to_twelve: bool) -> Iterator[None]:
    token = _to_twelve.set(to_twelve)
    try:
        yield
    finally:
        _to_twelve.reset(token)


def hour(moment: datetime) -> str:
    """Such as "20:20", or "8:20 PM", which no line breaks."""
    return time_format(moment, "g:i\N{NO-BREAK SPACE}A" if _to_twelve.get() else "H:i")
