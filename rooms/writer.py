"""Group commit: the one thread of this process that carries out commands, many in one transaction.

Not here: what a command does (commands), who may send how many (limits).
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _

from rooms.commands import Carried, WrittenCommand, carry_out
from rooms.hot import carry_out_all, is_hot
from rooms.models import Room
from rooms.protocol.envelopes import Durable
from rooms.refusals import Refused, erased
from rooms.vault import NoKey

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Sequence

    Rooms = dict[uuid.UUID, Room]

BATCH_JOBS = 256
GATHER_SECONDS = 0.002
RUSH_JOBS = 4
# From the start of a batch: one wait for a lock and another fit below STUCK_SECONDS, two for a connection do not.
RETRY_SECONDS = 5.0
STUCK_SECONDS = 10.0
RETRY_MS = 1000

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Job:
    """One command on its way; `settle` is called in the writer's thread, once, after the commit."""

    lane: str
    person: uuid.UUID
    room: uuid.UUID
    command: WrittenCommand
    settle: Callable[[Carried | Refused], None]
    answer: Carried | Refused | None = field(default=None)

    @property
    def id(self) -> str:
        return self.command.client_id if isinstance(self.command, Durable) else ""


def nothing() -> None:
    """Nobody has to be waited for."""


class Writer:
    """A queue and its thread. The event loop never waits for it; it waits for the loop after a rush, for a moment."""

    def __init__(self, give_way: Callable[[], object] = nothing) -> None:
        """`give_way` lasts until what a batch led to is on its way: in turn both threads are faster than at once."""
        self._give_way = give_way
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="room-writer", daemon=True)
        self._stalled: dict[tuple[str, uuid.UUID], str] = {}
        self._busy_since: float | None = None

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Finish what was submitted, then end; returns at once."""
        self._queue.put(None)

    def join(self, seconds: float) -> bool:
        """Wait for the end; False when the thread is still at work."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def submit(self, job: Job) -> None:
        self._queue.put(job)

    def is_stuck(self) -> bool:
        since = self._busy_since
        return since is not None and time.monotonic() - since > STUCK_SECONDS

    def _work(self) -> None:
        try:
            while (first := self._queue.get()) is not None:
                batch, more = self._gather(first)
                self._busy_since = time.monotonic()
                self._settle(batch)
                self._busy_since = None
                if len(batch) >= RUSH_JOBS:
                    self._give_way()
                if not more:
                    return
        finally:
            connection.close()

    def _gather(self, first: Job) -> tuple[list[Job], bool]:
        """The next batch, and whether there may be another."""
        # Asleep, not waiting for each: to be woken by every single one would cost more than storing it.
        time.sleep(GATHER_SECONDS)
        batch = [first]
        while len(batch) < BATCH_JOBS:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                return batch, False
            batch.append(job)
        return batch, True

    def _settle(self, batch: Sequence[Job]) -> None:
        until = time.monotonic() + RETRY_SECONDS
        if not commit(batch, self._admits):
            for job in batch:
                self._retry(job, until)
        for job in batch:
            job.settle(job.answer or unavailable())

    def _retry(self, job: Job, until: float) -> None:
        """Alone, so that one command's fault is not the others'; no longer when the database itself is at fault."""
        if self._is_behind(job):
            job.answer = behind()
        elif time.monotonic() > until or not commit([job], self._admits):
            self._stall(job)

    def _admits(self, job: Job) -> bool:
        if self._is_behind(job):
            return False
        if job.id:
            self._stalled.pop((job.lane, job.room), None)
        return True

    def _is_behind(self, job: Job) -> bool:
        """Whether another durable command of this lane has to come again first."""
        return bool(job.id) and self._stalled.get((job.lane, job.room), job.id) != job.id

    def _stall(self, job: Job) -> None:
        """Later durable commands of this lane wait until this one has come again."""
        if job.id:
            self._stalled[job.lane, job.room] = job.id

    def forget(self, lane: str) -> None:
        """The connection is gone, and its claim to an order with it."""
        for key in [key for key in tuple(self._stalled) if key[0] == lane]:
            self._stalled.pop(key, None)


def commit(batch: Sequence[Job], admits: Callable[[Job], bool]) -> bool:
    """All jobs in one transaction; False when it failed or its outcome is unknown, with no answer given.

    When the database refuses a row among many, all are carried out again, each within its savepoint.
    """
    admitted = [job for job in batch if admits(job)]
    try:
        try:
            answers = in_one_transaction(admitted, attempt_together)
        except (IntegrityError, DataError):
            answers = in_one_transaction(admitted, attempt_apart)
    except Exception as fault:  # noqa: BLE001  (whatever it was, the caller tries again or answers `unavailable`)
        logger.error("A batch of %d commands failed: %s", len(batch), type(fault).__name__)  # noqa: TRY400  (values stay out of logs)
        connection.close()
        return False
    if answers is None:
        return False
    answered = {id(job): answer for job, answer in zip(admitted, answers, strict=True)}
    for job in batch:
        job.answer = answered.get(id(job)) or behind()
    return True


def in_one_transaction(
    batch: Sequence[Job], carry: Callable[[Sequence[Job], Rooms], list[Carried | Refused]]
) -> list[Carried | Refused] | None:
    """The answers once they are committed; None when the transaction ended in silence."""
    committed: list[bool] = []
    with transaction.atomic():
        answers = carry(batch, Room.objects.lock(job.room for job in batch))
        # SQLite rolls back silently on a full disk: then this hook does not run.
        transaction.on_commit(lambda: committed.append(True))
    return answers if committed else None


def attempt_together(batch: Sequence[Job], rooms: Rooms) -> list[Carried | Refused]:
    """The rooms in which only hot commands wait in a few statements, everything else one by one."""
    cold_rooms = {job.room for job in batch if not is_hot(job.command)}
    hot = [job for job in batch if job.room not in cold_rooms]
    asked = [(rooms.get(job.room), job.person, job.command) for job in hot if is_hot(job.command)]
    answers = dict(zip(map(id, hot), carry_out_all(asked), strict=True)) if hot else {}
    return [answers.get(id(job)) or attempt(job, rooms.get(job.room)) for job in batch]


def attempt_apart(batch: Sequence[Job], rooms: Rooms) -> list[Carried | Refused]:
    return [attempt(job, rooms.get(job.room)) for job in batch]


def attempt(job: Job, room: Room | None) -> Carried | Refused:
    """One job within its savepoint; any database error but these two is the whole batch's."""
    before = (room.head, room.message_no) if room else (0, 0)
    try:
        with transaction.atomic():
            return carry_out(room, job.person, job.command)
    except (Refused, NoKey, IntegrityError, DataError) as fault:
        if room:
            room.head, room.message_no = before
        if isinstance(fault, Refused):
            return fault
        if isinstance(fault, NoKey):
            return erased()
        logger.error("A command was refused by the database: %s", type(fault).__name__)  # noqa: TRY400  (values stay out of logs)
        return Refused("internal", _("That could not be stored."))


def behind() -> Refused:
    return Refused("behind", _("An earlier message of yours has to go first."), retry_ms=RETRY_MS)


def unavailable() -> Refused:
    return Refused("unavailable", _("The server cannot store anything right now."), retry_ms=RETRY_MS)
