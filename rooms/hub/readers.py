"""The threads that ask the database for the event loop. Not here: the questions (opening, repair), writing (writer)."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from django.db import Error, connection

if TYPE_CHECKING:
    from collections.abc import Callable

READERS = 4

T = TypeVar("T")


class Readers:
    """Each keeps its connection from question to question, and gives it back to the pool when it ends.

    An executor's threads would drop theirs instead, and the pool would count them as in use for ever.
    """

    def __init__(self) -> None:
        self._asked: SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = SimpleQueue()
        self._threads = [
            threading.Thread(target=self._work, name=f"room-reader-{no}", daemon=True) for no in range(READERS)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each end after what was asked already; returns at once."""
        for _thread in self._threads:
            self._asked.put(None)

    async def ask(self, question: Callable[..., T], *arguments: Any) -> T:
        answer: Future[T] = Future()
        self._asked.put((answer, partial(question, *arguments)))
        return await asyncio.wrap_future(answer)

    def _work(self) -> None:
        try:
            while (asked := self._asked.get()) is not None:
                answer, question = asked
                if answer.set_running_or_notify_cancel():
                    _settle(answer, question)
                # An answer may hold much, and the next question may be long in coming.
                del asked, answer, question
        finally:
            connection.close()


def _settle(answer: Future[T], question: Callable[[], T]) -> None:
    try:
        answer.set_result(question())
    except BaseException as fault:  # noqa: BLE001  (whoever asked hears of it, and this thread goes on)
        if isinstance(fault, Error):
            # A broken connection must not meet the next question.
            connection.close()
        answer.set_exception(fault)
