"""The way to one Redis and through it to the other processes: kept, lost, found again. Not here: what is said."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from django.utils import timezone
from redis.asyncio import ConnectionPool
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from rooms.beside import run_beside
from rooms.bus.messages import Unintelligible

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from concurrent.futures import Future
    from datetime import datetime

    from redis.asyncio import Connection

    from rooms.bus.messages import Hear, Message, Post

QUIET_SECONDS = 1.0
ANSWER_SECONDS = 1.5
RETRY_SECONDS = 0.5
TRACE_SECONDS = 60
WAITING_MESSAGES = 10_000
WAITING_CHARACTERS = 8 * 1024 * 1024
LETTER_MESSAGES = 256
GATHER_SECONDS = 0.01
FAULTS = (RedisError, OSError, TimeoutError)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outage:
    """One of the site's Redis does not answer, since when."""

    no: int
    count: int
    since: datetime


class Line:
    """What is said while Redis is away, or faster than it takes it, is dropped: the other processes read the log."""

    def __init__(
        self,
        url: str,
        *,
        channel: str,
        post: Post,
        hear: Hear,
        on_return: Callable[[], None],
    ) -> None:
        self.is_up = False
        self.away_since: datetime | None = None
        self._url = url
        self._channel = channel
        self._post = post
        self._hear = hear
        self._on_return = on_return
        self._lock = threading.Lock()
        self._waiting: deque[Message] = deque()
        self._waiting_size = 0
        self._heard = 0
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._running: Future[None] | None = None
        self._is_stopped = False

    def start(self) -> None:
        with self._lock:
            if self._running is None:
                self._running = run_beside(self._run())

    def stop(self) -> None:
        self._is_stopped = True
        if self._running:
            self._running.cancel()

    def say(self, message: Message) -> None:
        """Have it told to the others, from any thread; never waits."""
        if not self.is_up:
            return
        with self._lock:
            if len(self._waiting) >= WAITING_MESSAGES or self._waiting_size > WAITING_CHARACTERS:
                return
            self._waiting.append(message)
            self._waiting_size += len(message.text)
            is_first = len(self._waiting) == 1
        if is_first and self._loop:
            self._loop.call_soon_threadsafe(self._wake.set)

    # On the loop beside

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        # A cancellation that meets an error is lost in it.
        while not self._is_stopped:
            try:
                await self._serve()
            except* FAULTS as faults:
                self._lost(faults.exceptions[0])
            await asyncio.sleep(RETRY_SECONDS)

    async def _serve(self) -> None:
        """Be on the line until something goes wrong with it."""
        async with _connected(self._url) as ear, _connected(self._url) as mouth:
            await _ask(ear, "SUBSCRIBE", self._channel)
            await self._leave_trace(mouth)
            self._found()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._listen(ear))
                tasks.create_task(self._check(ear))
                tasks.create_task(self._speak(mouth))

    async def _listen(self, ear: Connection) -> None:
        is_strange = False
        while True:
            told = cast("list[bytes]", await ear.read_response())
            self._heard += 1
            if told[0] == b"message":
                try:
                    messages = self._post.read(told[2])
                except Unintelligible:
                    is_strange = is_strange or self._complain()
                else:
                    self._hear(messages)

    def _complain(self) -> bool:
        logger.warning("The bus carries what this process cannot read; the log is read instead.")
        return True

    async def _check(self, ear: Connection) -> None:
        """A subscription that was cut without a word would stay silent for ever."""
        while True:
            before = self._heard
            async with asyncio.timeout(ANSWER_SECONDS):
                await ear.send_command("PING")
            await asyncio.sleep(ANSWER_SECONDS)
            if self._heard == before:
                raise TimeoutError

    async def _speak(self, mouth: Connection) -> None:
        while True:
            try:
                async with asyncio.timeout(QUIET_SECONDS):
                    await self._wake.wait()
            except TimeoutError:
                await self._leave_trace(mouth)
            self._wake.clear()
            while messages := self._take():
                await _ask(mouth, "PUBLISH", self._channel, self._post.write(messages))
                # What comes meanwhile leaves together: each letter is opened by every process.
                await asyncio.sleep(GATHER_SECONDS)

    def _take(self) -> list[Message]:
        """What waits, as much as goes into one letter: a commit of many events is one."""
        with self._lock:
            messages = [self._waiting.popleft() for _ in range(min(LETTER_MESSAGES, len(self._waiting)))]
            self._waiting_size -= sum(len(message.text) for message in messages)
        return messages

    async def _leave_trace(self, mouth: Connection) -> None:
        """Write a little, since a Redis that is full or only a copy answers and is of no use."""
        await _ask(mouth, "SET", f"{self._channel}:trace", "1", "EX", str(TRACE_SECONDS))

    def _found(self) -> None:
        if self.away_since is not None:
            logger.info("Redis answers again.")
        self.is_up, self.away_since = True, None
        self._on_return()

    def _lost(self, fault: BaseException) -> None:
        self.is_up = False
        with self._lock:
            self._waiting.clear()
            self._waiting_size = 0
        if self.away_since is None:
            self.away_since = timezone.now()
            logger.warning("Redis does not answer: %s", type(fault).__name__)


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Connection]:
    # Its own timeout for answers may swallow a cancellation; ours are set around each question.
    patience = {"socket_timeout": None, "socket_connect_timeout": ANSWER_SECONDS}
    pool = ConnectionPool.from_url(url, protocol=2, retry=Retry(NoBackoff(), 0), **patience)
    try:
        yield await pool.get_connection()  # type: ignore[no-untyped-call]  # the package leaves it untyped
    finally:
        await pool.disconnect()


async def _ask(connection: Connection, *command: str | bytes) -> object:
    async with asyncio.timeout(ANSWER_SECONDS):
        await connection.send_command(*command)
        return await connection.read_response()
