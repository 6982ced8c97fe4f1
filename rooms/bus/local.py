"""The bus within one process, which is all of it on a site of one. Not here: the way to others (shared)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rooms.bus.line import Outage
    from rooms.bus.messages import Frame, Hear, Message, NoteFrame, Passing


class InProcessBus:
    """Publishing may happen in any thread; subscribers see to their own loop."""

    is_whole = True

    def __init__(self) -> None:
        self._subscribers: list[Hear] = []

    def start(self) -> None:
        """There is nobody to reach."""

    def subscribe(self, receive: Hear, returned: Callable[[], None] | None = None) -> None:  # noqa: ARG002  (it never goes away)
        self._subscribers.append(receive)

    def unsubscribe(self, receive: Hear) -> None:
        self._subscribers.remove(receive)

    def publish(self, *frames: Frame | NoteFrame) -> None:
        self.hand_out(frames)

    def pass_on(self, passing: Passing) -> None:
        """There is nobody else to tell."""

    def hand_out(self, messages: Sequence[Message]) -> None:
        for receive in tuple(self._subscribers):
            receive(messages)

    def outages(self) -> list[Outage]:
        return []
