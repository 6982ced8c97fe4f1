"""The loop of the worker: send what is due, tidy up, show that somebody is at work. Not here: how a mail is sent."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import structlog
from django.db import Error, close_old_connections
from django.utils import timezone

from calendar_sync.booking.answering import expire_due
from calendar_sync.booking.cancelling import release_erased
from calendar_sync.busy.sources import has_due, read_due
from calendar_sync.inbound.reading import has_box, read_box
from calendar_sync.sessions.holding_up import tell_held_up
from calendar_sync.sessions.reminding import remind_due
from rooms.board.nudging import nudge_due
from rooms.closing import close_due
from rooms.files.keeping import forget_gone
from rooms.notes.compacting import compact_due
from rooms.pausing import resume_due
from server.notices.beside import Beside
from server.notices.chores import tidy_up
from server.notices.delivery import deliver_due, post_of_site
from server.notices.models import WorkerBeat

if TYPE_CHECKING:
    from collections.abc import Callable
    from threading import Event

    from server.notices.delivery import Post

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.5
PAUSE_SECONDS = 5.0
BEAT_SECONDS = 15.0
CHORES_SECONDS = 3600.0
TENDING_SECONDS = 60.0


def work(stop: Event) -> None:
    """Come round until told to stop; a database that is away is waited for."""
    post = post_of_site()
    if post is None:
        log.warning("no mail server is named, mail waits", setting="EMAIL_URL")
    rounds = Rounds(post)
    while not stop.is_set():
        try:
            busy = rounds.go(stop.is_set)
        except Error:
            log.exception("the database did not answer")
            stop.wait(PAUSE_SECONDS)
        else:
            stop.wait(0 if busy else POLL_SECONDS)
        close_old_connections()


class Rounds:
    """What one round does, and when each part of it was done last."""

    def __init__(self, post: Post | None, clock: Callable[[], float] = time.monotonic) -> None:
        self._post = post
        self._clock = clock
        self._calendars = Beside("busy", read_due, is_due=has_due)
        self._mailbox = Beside("mailbox", read_box, is_due=has_box)
        self._next_beat = self._next_chores = self._next_tending = clock()

    def go(self, stopping: Callable[[], bool]) -> bool:
        """One round; True when there may be more to do at once."""
        now = self._clock()
        if now >= self._next_beat:
            WorkerBeat.objects.update_or_create(pk=1, defaults={"at": timezone.now()})
            forget_gone()
            self._calendars.look()
            tell_held_up()
            self._next_beat = now + BEAT_SECONDS
        if now >= self._next_chores:
            tidy_up()
            self._next_chores = now + CHORES_SECONDS
        if now >= self._next_tending:
            self._mailbox.look()
            expire_due()
            release_erased()
            remind_due()
            close_due()
            resume_due()
            compact_due()
            nudge_due()
            self._next_tending = now + TENDING_SECONDS
        return self._post is not None and deliver_due(self._post, stopping) > 0
