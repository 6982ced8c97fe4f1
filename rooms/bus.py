"""Between processes: hands the frames of committed events to every hub. Not here: who listens in a room (hub)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Frame:
    """A committed event, encoded once: text is the JSON that every member gets."""

    room: str
    epoch: str
    seq: int
    tag: str
    kind: str
    actor: str
    subject: str
    message_no: int
    text: str


class InProcessBus:
    """The bus of a single process. Publishing may happen in any thread; subscribers see to their own loop."""

    def __init__(self) -> None:
        self._subscribers: list[Callable[[Frame], None]] = []

    def subscribe(self, receive: Callable[[Frame], None]) -> None:
        self._subscribers.append(receive)

    def unsubscribe(self, receive: Callable[[Frame], None]) -> None:
        self._subscribers.remove(receive)

    def publish(self, frame: Frame) -> None:
        for receive in tuple(self._subscribers):
            receive(frame)


bus = InProcessBus()
