"""A connection kept by requests: what is said on it waits here for the next poll. Not here: HTTP (polling)."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.translation import gettext_lazy as _

from rooms.conversation import Conversation
from rooms.frames import BadFrame, read_commands
from rooms.hub.connection import Connection
from rooms.protocol import events
from rooms.protocol.commands import Hello
from rooms.protocol.envelopes import Asked
from rooms.protocol.requests import Polled
from rooms.refusals import Refused

if TYPE_CHECKING:
    import uuid
    from collections.abc import Callable, Coroutine, Sequence

    from rooms.hub.keeper import Keeper
    from rooms.protocol.commands import AnyCommand, HelloData
    from rooms.protocol.envelopes import Said
    from rooms.protocol.events import AnySaid

POLL_SECONDS = 25.0
# Between two polls that two processes answer, something passing may be missed: a welcome shows it before long.
HANDED_OVER_SECONDS = 10.0
KEPT_SECONDS = 10.0
ANSWER_SECONDS = 10.0

logger = logging.getLogger(__name__)


class RelayedConnection(Connection):
    """Replies wait for the request that asked, refusals for the one that was wrong, all else for a poll."""

    def __init__(self, *arguments: Any, **facts: Any) -> None:
        super().__init__(*arguments, **facts)
        self.asked: dict[int, asyncio.Future[AnySaid]] = {}
        self.refused: list[AnySaid] = []
        self.has_said_nothing_new = True

    def say(self, said: Said) -> None:
        if isinstance(said, events.Reply) and said.ref in self.asked:
            self.asked.pop(said.ref).set_result(said)
        elif isinstance(said, events.Refused):
            self.refused.append(said)
        else:
            super().say(said)
            self.has_said_nothing_new = isinstance(said, events.Welcome) and _is_mere(said)

    def push_all(self, texts: list[str], characters: int) -> None:
        # All that is said comes by here, and the events of a room straight.
        self.has_said_nothing_new = False
        super().push_all(texts, characters)


class Relay:
    """One tab without a socket: its connection and conversation, and the frames that no poll has confirmed."""

    def __init__(
        self, keeper: Keeper, *, person: uuid.UUID, sign_in: str, address: str, kept_seconds: float = KEPT_SECONDS
    ) -> None:
        self.on_gone: Callable[[], object] = lambda: None
        self._kept_seconds = kept_seconds
        self._keeper = keeper
        self._loop = keeper.hub.loop
        self._connection = RelayedConnection(self._keep, person=person, sign_in=sign_in, clock=keeper.hub.clock)
        self._connection.on_end = self._end
        self._conversation = Conversation(keeper, self._connection, address=address)
        self._frames: deque[str] = deque()
        self._confirmed = 0
        self._polls = 0
        self._newest_poll = 0
        self._was_elsewhere = False
        self._is_quiet = False
        self._works: set[asyncio.Task[None]] = set()
        self._greeting: asyncio.Task[None] | None = None
        self._saying = asyncio.Lock()
        self._news = self._loop.create_future()
        self._reaper = self._loop.call_later(kept_seconds, self.drop)

    @property
    def id(self) -> str:
        return self._connection.id

    @property
    def is_over(self) -> bool:
        return self._connection.is_closing

    # Beginning and end

    def greet(self, hello: HelloData, *, was_elsewhere: bool) -> None:
        """Begin the talk; what is asked meanwhile waits for the welcome."""
        self._greeting = self._loop.create_task(self._work(self._greet(hello, was_elsewhere=was_elsewhere)))

    async def _greet(self, hello: HelloData, *, was_elsewhere: bool) -> None:
        self._was_elsewhere = was_elsewhere
        if self._keeper.hub.is_draining:
            self._connection.send_elsewhere()
            return
        await self._conversation.greet(Hello(data=hello), price="polls" if was_elsewhere else "hello")

    def drop(self) -> None:
        """Nobody asks any more: presence ends with the grace of any lost connection."""
        self._reaper.cancel()
        self._connection.lost()
        self._end()
        self.on_gone()

    def _end(self) -> None:
        self._keeper.hub.exit(self._connection)
        self._keeper.forget(self._connection)
        for work in self._works:
            work.cancel()
        self._wake()

    async def _work(self, deed: Coroutine[Any, Any, None]) -> None:
        """Carry it out unless the connection ends meanwhile; what breaks ends the connection, as on a socket."""
        work = self._loop.create_task(deed)
        self._works.add(work)
        await asyncio.wait({work})
        self._works.discard(work)
        fault = None if work.cancelled() else work.exception()
        if fault:
            logger.error("A conversation broke off: %s", type(fault).__name__)
            self._connection.bye(4003, "Something went wrong here.", retry_ms=1000)

    async def _greeted(self) -> None:
        if self._greeting:
            await asyncio.wait({self._greeting})

    # What it is asked

    def refusal_for_haste(self) -> list[AnySaid]:
        """Why this connection may not ask again right now; nothing when it may."""
        if self._conversation.admits_frame():
            return []
        refused, self._connection.refused = self._connection.refused, []
        return refused or _flat(self._frames)

    async def poll(self, frames: int) -> Polled:
        """What was said since these frames, as soon as there is any; an older poll of this tab ends at once."""
        self._reaper.cancel()
        self._polls += 1
        self._newest_poll = number = self._newest_poll + 1
        self._wake()
        try:
            await self._greeted()
            self._confirm(frames)
            if number == self._newest_poll and not self.is_over and (self._is_quiet or not self._frames):
                await asyncio.wait({self._news}, timeout=HANDED_OVER_SECONDS if self._is_quiet else POLL_SECONDS)
            await self._connection.finish()
        finally:
            self._polls -= 1
            self._wait_for_next()
        self._is_quiet = False
        return self._polled()

    def _polled(self) -> Polled:
        if self.is_over:
            self.on_gone()
        sent = self._confirmed + len(self._frames)
        return Polled(relay=self.id, frames=sent, said=_flat(self._frames))

    async def say(self, raw: Sequence[msgspec.Raw]) -> list[AnySaid]:
        """Carry out the commands in their order, and give their replies."""
        self._reaper.cancel()
        try:
            await self._greeted()
            async with self._saying:
                return await self._say(read_commands(raw))
        finally:
            self._wait_for_next()

    async def _say(self, several: list[AnyCommand | BadFrame]) -> list[AnySaid]:
        asked: dict[int, asyncio.Future[AnySaid]] = {}
        self._conversation.start_over()
        await self._work(self._hear(several, asked))
        if asked:
            await asyncio.wait(asked.values(), timeout=ANSWER_SECONDS)
        refused, self._connection.refused = self._connection.refused, []
        await self._connection.finish()
        # The poll may be on its way elsewhere: what ended the talk is said here too.
        farewell = _flat(self._frames) if self.is_over else []
        return [*(self._answer(ref, answer) for ref, answer in asked.items()), *refused, *farewell]

    async def _hear(self, several: list[AnyCommand | BadFrame], asked: dict[int, asyncio.Future[AnySaid]]) -> None:
        for said in several:
            if self.is_over:
                return
            ref = said.ref if isinstance(said, Asked | BadFrame) else None
            if ref is not None:
                asked[ref] = self._connection.asked[ref] = self._loop.create_future()
            await self._conversation.hear(said)

    def _answer(self, ref: int, answer: asyncio.Future[AnySaid]) -> AnySaid:
        if answer.done():
            return answer.result()
        self._connection.asked.pop(ref, None)
        unknown = Refused("unavailable", _("The server cannot answer that right now."), retry_ms=1000)
        return events.Reply(ref=ref, ok=False, error=unknown.view)

    # Frames

    async def _keep(self, message: dict[str, Any]) -> None:
        self._frames.append(message["text"])
        self._is_quiet = self._was_elsewhere and self._connection.has_said_nothing_new
        if not self._is_quiet:
            self._wake()

    def _wake(self) -> None:
        if not self._news.done():
            self._news.set_result(None)
        self._news = self._loop.create_future()

    def _confirm(self, frames: int) -> None:
        """The client has these frames; that it asks is its answer to any ping."""
        while self._frames and self._confirmed < frames:
            self._frames.popleft()
            self._confirmed += 1
        self._connection.acknowledge(frames)
        self._keeper.pong(self._connection)

    def _wait_for_next(self) -> None:
        self._reaper.cancel()
        if self._polls == 0:
            self._reaper = self._loop.call_later(self._kept_seconds, self.drop)


def _is_mere(welcome: events.Welcome) -> bool:
    """Whether it tells nothing that its reader did not know."""
    return all(opened.mode == "tail" and not opened.events for opened in welcome.data.rooms.values())


def _flat(frames: Sequence[str] | deque[str]) -> list[Any]:
    """All that the frames say, encoded already, in the place of one list."""
    texts = [frame[1:-1] if frame.startswith("[") else frame for frame in frames]
    return [msgspec.Raw(",".join(texts).encode())] if texts else []
