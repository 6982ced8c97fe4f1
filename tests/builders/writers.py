"""A running writer with what came out of it. Not here: the faults that it may meet (tests.builders.storage_faults)."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from rooms.bus import Frame, bus
from rooms.refusals import Refused
from rooms.writer import Job, Writer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rooms.bus import Message
    from rooms.commands import Carried, WrittenCommand
    from rooms.models import Room
    from server.accounts.models import Person

WAIT_SECONDS = 20.0


@dataclass
class Desk:
    """A writer; `came` keeps frames and answers in the order in which they left it."""

    writer: Writer
    came: list[tuple[str, object]] = field(default_factory=list)
    _answers: SimpleQueue[tuple[str, object]] = field(default_factory=SimpleQueue)

    def submit(self, room: Room, person: Person, command: WrittenCommand, *, lane: str = "") -> None:
        name = getattr(command, "client_id", "")
        settle = partial(self._settle, name)
        self.writer.submit(Job(lane or str(person.pk), person.pk, room.pk, command, settle))

    def _settle(self, name: str, answer: Carried | Refused) -> None:
        said = answer.code if isinstance(answer, Refused) else answer.done.seq
        self.came.append(("answer", said))
        self._answers.put((name, said))

    def hear(self, messages: Sequence[Message]) -> None:
        frames = [message for message in messages if isinstance(message, Frame)]
        self.came += [("frame", frame.seq) for frame in frames]

    def next_answer(self) -> object:
        """The code of a refusal, or the seq of what was done."""
        return self._answers.get(timeout=WAIT_SECONDS)[1]

    def ask(self, room: Room, person: Person, command: WrittenCommand, **lane: Any) -> object:
        """Submit one command and wait for its answer."""
        self.submit(room, person, command, **lane)
        return self.next_answer()

    def answers(self) -> dict[str, list[object]]:
        """Everything answered and not asked for yet, by client_id."""
        said: dict[str, list[object]] = {}
        while not self._answers.empty():
            name, answer = self._answers.get()
            said.setdefault(name, []).append(answer)
        return said

    def finish(self) -> bool:
        """Let the writer end; False when it does not."""
        self.writer.stop()
        return self.writer.join(WAIT_SECONDS)


@contextmanager
def desk(writer: Writer | None = None) -> Iterator[Desk]:
    """A writer that has not started yet, so that what is submitted before goes into one batch."""
    made = Desk(writer or Writer())
    bus.subscribe(made.hear)
    try:
        yield made
    finally:
        bus.unsubscribe(made.hear)
        made.finish()
