"""Minutes as marks: which minutes since a session began somebody was in its room; pure. Not here: rows (attending)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

MINUTE_SECONDS = 60
# Ten hours: the longest session, and as much more as one may be ended late.
MOST_MINUTES = 600


def minute_of(began: datetime, now: datetime) -> int:
    return int((now - began).total_seconds()) // MINUTE_SECONDS


def has(marks: bytes, minute: int) -> bool:
    return bool(_number(marks) >> minute & 1)


def marked(marks: bytes, minute: int) -> bytes:
    """One bit a minute, the first minute lowest; the same minute again changes nothing."""
    number = _number(marks) | 1 << minute
    return number.to_bytes(-(-number.bit_length() // 8), "little")


def count(marks: bytes) -> int:
    return _number(marks).bit_count()


def lasted(all_marks: Iterable[bytes]) -> int:
    """How many minutes passed until the last in which anybody was there."""
    return max((_number(marks).bit_length() for marks in all_marks), default=0)


def _number(marks: bytes) -> int:
    return int.from_bytes(marks, "little")
