"""Why a time cannot be booked, as a code and as a sentence. Not here: how that is found out (slots)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Fault(StrEnum):
    CLOSED = "closed"
    DURATION = "duration"
    PAST = "past"
    NOTICE = "notice"
    HORIZON = "horizon"
    OUTSIDE = "outside"
    STEP = "step"
    BUSY = "busy"
    NEAR = "near"
    DAY_LIMIT = "day_limit"
    WEEK_LIMIT = "week_limit"
    PAIR_LIMIT = "pair_limit"

    @property
    def sentence(self) -> StrPromise:
        return SENTENCES[self]


SENTENCES = {
    Fault.CLOSED: _("This mentor takes no bookings at the moment."),
    Fault.DURATION: _("This mentor does not offer sessions of that length."),
    Fault.PAST: _("That time is over."),
    Fault.NOTICE: _("That is sooner than the mentor asks to know of a session."),
    Fault.HORIZON: _("That is further ahead than the mentor plans."),
    Fault.OUTSIDE: _("The mentor does not offer that time."),
    Fault.STEP: _("Sessions do not begin at that minute."),
    Fault.BUSY: _("Somebody is not free at that time."),
    Fault.NEAR: _("The mentor has another session then, or too close to it."),
    Fault.DAY_LIMIT: _("The mentor has as many sessions on that day as she takes."),
    Fault.WEEK_LIMIT: _("The mentor has as many sessions in that week as she takes."),
    Fault.PAIR_LIMIT: _("You have as many sessions in that week as the mentor gives to one person."),
}
