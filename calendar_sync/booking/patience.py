"""Says that the database had no patience left, in words instead of a fault. Not here: waiting in turn (booking)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from rooms.refusals import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

CROWDED = _("Many people plan at this moment. Try again in a minute.")


@contextmanager
def patience() -> Iterator[None]:
    """Around a whole transaction, which left nothing behind when others held its rows or the database too long."""
    try:
        yield
    except OperationalError as fault:
        if "lock" not in str(fault):
            raise
        raise Refused("unavailable", CROWDED) from None
