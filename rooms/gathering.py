"""One question for many who ask at the same time: what piles up while one is answered is asked together next."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

MOST_AT_ONCE = 200

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Gathering(Generic[Key, Answer]):
    """Lives on one event loop; whoever is alone is answered at once."""

    def __init__(self, ask_all: Callable[[list[Key]], Awaitable[dict[Key, Answer]]]) -> None:
        self._ask_all = ask_all
        self._waiting: dict[Key, asyncio.Future[Answer]] = {}
        self._work: asyncio.Task[None] | None = None

    async def ask(self, key: Key) -> Answer:
        """The answer for this key; the same fault for all when the question failed."""
        if key not in self._waiting:
            self._waiting[key] = asyncio.get_running_loop().create_future()
        answer = self._waiting[key]
        if self._work is None:
            self._work = asyncio.ensure_future(self._answer_all())
        # One who gives up must not take the answer away from others.
        return await asyncio.shield(answer)

    async def _answer_all(self) -> None:
        while self._waiting:
            keys = list(self._waiting)[:MOST_AT_ONCE]
            asked = {key: self._waiting.pop(key) for key in keys}
            try:
                answers = await self._ask_all(keys)
            except Exception as fault:  # noqa: BLE001  (it belongs to those who asked)
                settle(asked, fault)
            else:
                settle(asked, answers)
        self._work = None


def settle(asked: dict[Key, asyncio.Future[Answer]], outcome: dict[Key, Answer] | Exception) -> None:
    for key, answer in asked.items():
        if isinstance(outcome, Exception):
            answer.set_exception(outcome)
            # Nobody may be waiting for it any more.
            answer.exception()
        else:
            answer.set_result(outcome[key])
