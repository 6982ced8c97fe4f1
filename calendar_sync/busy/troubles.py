"""What can go wrong while a calendar of elsewhere is read, as a code and as a sentence. Not here: reading it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class Trouble(StrEnum):
    ADDRESS = "address"
    FORBIDDEN = "forbidden"
    UNREACHABLE = "unreachable"
    CERTIFICATE = "certificate"
    ANSWER = "answer"
    TOO_FAR = "too_far"
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    TOO_OFTEN = "too_often"
    TOO_MUCH = "too_much"

    @property
    def sentence(self) -> StrPromise:
        return SENTENCES[self]


class Troubled(Exception):  # noqa: N818  (an answer, not a fault of ours)
    """The calendar could not be read. It quotes nothing: addresses and words of others stay out of logs."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble))
        self.trouble = trouble


SENTENCES = {
    Trouble.ADDRESS: _("This is no address of a calendar. It has to begin with https://"),
    Trouble.FORBIDDEN: _("Calendars are read from public addresses of other servers only."),
    Trouble.UNREACHABLE: _("The server of the calendar does not answer."),
    Trouble.CERTIFICATE: _("The server of the calendar shows no valid certificate."),
    Trouble.ANSWER: _("The server does not hand the calendar out. The address may have been withdrawn."),
    Trouble.TOO_FAR: _("The address leads from one to the next, too many times."),
    Trouble.TOO_SLOW: _("The server of the calendar takes too long."),
    Trouble.TOO_LARGE: _("The calendar is larger than 10 MB."),
    Trouble.UNREADABLE: _("What stands at this address is no calendar."),
    Trouble.TOO_OFTEN: _("Something in the calendar repeats more often than daily."),
    Trouble.TOO_MUCH: _("There is more in the calendar than can be read in reasonable time."),
}
