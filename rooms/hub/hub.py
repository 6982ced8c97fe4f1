"""The one door out: this process's rooms and their sockets. Not here: reading rows (opening), clocks (keeper)."""

from __future__ import annotations

import asyncio
import logging
import secrets
import threading
import uuid
from collections import defaultdict
from contextlib import suppress
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from django.conf import settings
from django.db import Error
from django.utils.translation import gettext_lazy as _

from presence.redis_store import RedisStore
from presence.store import MemoryStore
from presence.tracker import Tracker
from presence.typing_line import TypingLine
from rooms.bus import Frame, NoteFrame, Passing, bus
from rooms.hub.live_notes import LiveNotes
from rooms.hub.live_room import DEPARTURES, LiveRoom
from rooms.hub.readers import Readers
from rooms.hub.recent import Recent
from rooms.hub.repair import read_gap
from rooms.limits import Limiter
from rooms.opening import Standing, opened_from_ring, read_opening
from rooms.protocol.events import PersonData, TypingStopped
from rooms.protocol.wire import Cursor, Here, PresenceView
from rooms.refusals import Refused
from rooms.rendering import encode
from rooms.settling import Settlement
from rooms.writer import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from presence.store import Store
    from rooms.bus import Message
    from rooms.hub.connection import Connection
    from rooms.protocol.envelopes import Said
    from rooms.protocol.events import Opened, RoomMoved


logger = logging.getLogger(__name__)
LET_THROUGH_SECONDS = 0.1
T = TypeVar("T")

_memory = MemoryStore()


class Hub:
    """Lives on one event loop. Only `receive` may be called from other threads."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.clock: Callable[[], float] = loop.time
        self.boot = secrets.token_urlsafe(6)
        self.rooms: dict[str, LiveRoom] = {}
        self.connections: set[Connection] = set()
        self.people: dict[str, set[Connection]] = defaultdict(set)
        self.notes = LiveNotes(loop, self.read)
        self.tracker = Tracker(presence_stores(), self.clock, self.boot)
        self.typing = TypingLine(self.clock)
        self.limiter = Limiter(self.clock, is_settled=bool(settings.REDIS_URLS))
        self.settlement = Settlement(self.limiter, settings.REDIS_URLS, prefix=settings.REDIS_PREFIX)
        self.writer = Writer(self.let_through)
        self.is_draining = False
        # Set when something may have been missed, or an order given: the keeper looks at once.
        self.alarm = asyncio.Event()
        self._readers = Readers()
        self._posting = threading.Lock()
        self._posted: list[Callable[[], None]] = []
        self._recent = Recent()
        self._backfills: dict[str, asyncio.Task[None]] = {}

    def start(self) -> None:
        self.writer.start()
        self._readers.start()
        bus.subscribe(self.receive, returned=self.alert)

    def stop(self) -> None:
        bus.unsubscribe(self.receive)
        self.writer.stop()
        for task in self._backfills.values():
            task.cancel()
        self.notes.stop()
        self._readers.stop()

    async def read(self, question: Callable[..., T], *arguments: Any) -> T:
        """Ask the database in a reader's thread; the loop never does."""
        return await self._readers.ask(question, *arguments)

    # Frames come in

    def receive(self, messages: Sequence[Message]) -> None:
        """Take what this process or another one says, from any thread."""
        self.post(partial(self._deliver, messages))

    def alert(self) -> None:
        """Have the keeper look now, from any thread."""
        self.post(self.alarm.set)

    def post(self, deed: Callable[[], None]) -> None:
        """Have the loop do something, from any thread, in the order of posting; many deeds cost one wake-up."""
        with self._posting:
            self._posted.append(deed)
            is_first = len(self._posted) == 1
        if is_first:
            # The loop may have ended meanwhile, and with it all who listen; what a commit stored stays stored.
            with suppress(RuntimeError):
                self.loop.call_soon_threadsafe(self._do_posted)

    def let_through(self) -> None:
        """Wait, in another thread, until the loop has sent what was posted up to now, and looked for what came in."""
        sent = threading.Event()
        # A turn later: what the posted deeds say leaves at the end of theirs.
        self.post(partial(self._next_turn, partial(self._next_turn, sent.set)))
        sent.wait(LET_THROUGH_SECONDS)

    def _next_turn(self, deed: Callable[[], None]) -> None:
        self.loop.call_soon(deed)

    def _do_posted(self) -> None:
        with self._posting:
            posted, self._posted = self._posted, []
        for deed in posted:
            try:
                deed()
            except Exception as fault:  # noqa: BLE001  (one deed's fault must not hold up the others)
                logger.error("A posted deed failed: %s", type(fault).__name__)  # noqa: TRY400

    def _deliver(self, messages: Sequence[Message]) -> None:
        for message in messages:
            if isinstance(message, Passing):
                self._say(message)
            elif isinstance(message, NoteFrame):
                self.notes.accept(message)
        frames = [message for message in messages if isinstance(message, Frame)]
        for room_id, of_one_room in groupby(frames, attrgetter("room")):
            self._accept(room_id, list(of_one_room))

    def _accept(self, room_id: str, frames: Sequence[Frame]) -> None:
        for frame in frames:
            self._recent.add(frame)
        live = self.rooms.get(room_id)
        if live:
            self._hand_on(live, frames)

    def _hand_on(self, live: LiveRoom, frames: Iterable[Frame]) -> None:
        """Exactly the next events of this log; a gap is read from the database first."""
        following, head = [], live.head
        for frame in frames:
            if frame.epoch != live.epoch or frame.seq > head + 1:
                self.heal(live)
            elif frame.seq == head + 1:
                following.append(frame)
                head = frame.seq
        live.accept(following)
        self._keep_in_step(live, following)

    def _keep_in_step(self, live: LiveRoom, frames: Iterable[Frame]) -> None:
        for frame in frames:
            if frame.kind in DEPARTURES:
                for each in self.people.get(frame.subject, ()):
                    self.tracker.leave(live.id, each.id)
            if frame.kind == "message.sent" and self.typing.stop(live.id, frame.actor):
                self.typing_stopped(live.id, frame.actor)

    def heal(self, live: LiveRoom) -> None:
        """Read what is missing, once at a time for each room."""
        if live.id not in self._backfills:
            task = self.loop.create_task(self._backfill(live))
            self._backfills[live.id] = task
            task.add_done_callback(lambda _task: self._backfills.pop(live.id, None))

    async def _backfill(self, live: LiveRoom) -> None:
        try:
            while await self._read_on(live):
                pass
        except Error as fault:
            # The next round of the keeper finds the same gap and tries again.
            logger.warning("A gap could not be read: %s", type(fault).__name__)

    async def _read_on(self, live: LiveRoom) -> bool:
        """Take the next frames from the database; whether there may be more."""
        before = live.head
        gap = await self.read(read_gap, live.id, before)
        if gap is None:
            return False
        # Only a head that was read after ours was known can tell that the database went back in time.
        if gap.head.epoch != live.epoch or gap.head.head < before:
            live.reset(epoch=gap.head.epoch, head=gap.head.head, message_no=gap.head.message_no)
            return False
        following = [frame for frame in gap.frames if frame.seq > live.head]
        live.accept(following)
        self._keep_in_step(live, following)
        return bool(gap.frames)

    # Connections come and go

    def enter(self, connection: Connection) -> None:
        connection.on_behind = self.fall_behind
        self.connections.add(connection)
        self.people[str(connection.person)].add(connection)

    def exit(self, connection: Connection) -> None:
        """Forget a connection; its presence lingers for a moment, in case it comes back."""
        self.connections.discard(connection)
        mine = self.people.get(str(connection.person), set())
        mine.discard(connection)
        if not mine:
            self.people.pop(str(connection.person), None)
        for live in self.heard_by(connection):
            live.drop(connection)
            live.unwatch(connection)
        self.notes.drop(connection)
        self.tracker.drop(connection.id)
        self.writer.forget(connection.id)

    def heard_by(self, connection: Connection) -> list[LiveRoom]:
        """The rooms that this connection has open or watches."""
        return [self.rooms[room_id] for room_id in connection.rooms | connection.watched if room_id in self.rooms]

    def watch(self, connection: Connection, standings: Iterable[Standing]) -> None:
        """Tell the connection of new messages in all rooms of its person that it has not open."""
        if connection.is_closing:
            # It went away while its rooms were read; nobody would ever take it out again.
            return
        for standing in standings:
            live = self._live(standing)
            if standing.room not in connection.rooms:
                live.watch(connection)
                if live.message_no > standing.message_no:
                    # It moved after its count was read, and before anybody watched.
                    live.tell_moved(connection)

    def _live(self, standing: Standing) -> LiveRoom:
        """The room's state in this process; a new one takes in what arrived since its head was read."""
        live = self.rooms.get(standing.room)
        if live is None:
            live = LiveRoom(
                standing.room, epoch=standing.epoch, head=standing.head, message_no=standing.message_no
            )  # fmt: skip
            live.tag = standing.tag
            self.rooms[standing.room] = live
            self._hand_on(live, self._recent.after(live.id, live.head))
        return live

    async def open(self, connection: Connection, standing: Standing, cursor: Cursor | None) -> Opened:
        """Start listening, then read; what comes meanwhile is kept until `admit` says that the opening was sent."""
        live = self._live(standing)
        live.start_joining(connection)
        live.unwatch(connection)
        connection.rooms.add(live.id)
        try:
            opened = self._from_memory(live, standing, cursor)
            if opened is None:
                opened = await self.read(read_opening, connection.person, uuid.UUID(live.id), cursor)
        except BaseException:
            self.close(connection, live.id)
            raise
        if live.id not in connection.rooms:
            raise Refused("not_a_member", _("You are no longer a member of this room."))
        # What the person shows may have changed while we read.
        visible = connection.standings.get(live.id, standing).shows_presence
        self.tracker.enter(live.id, connection.id, str(connection.person), visible=visible)
        opened.presence = self.presence_view(live.id, connection)
        return opened

    def _from_memory(self, live: LiveRoom, standing: Standing, cursor: Cursor | None) -> Opened | None:
        """A tail out of the ring; mentorship rooms read the database, since their read marks come with it."""
        if cursor is None or standing.kind == "mentorship" or live.id in self._backfills:
            return None
        if live.is_at(cursor):
            return opened_from_ring(cursor, [])
        frames = live.ring.tail(cursor)
        return None if frames is None else opened_from_ring(cursor, frames)

    def admit(self, connection: Connection, room_id: str, opened: Opened) -> None:
        """The opening is on its way: pass on what came since, and go live."""
        live = self.rooms.get(room_id)
        if live and room_id in connection.rooms:
            live.admit(connection, epoch=opened.epoch, after=opened.head, more=opened.more)

    def close(self, connection: Connection, room_id: str) -> None:
        """Stop listening to a room; its unread count is still watched."""
        live = self.rooms.get(room_id)
        if live and room_id in connection.rooms:
            live.drop(connection)
            live.watch(connection)
        self.tracker.leave(room_id, connection.id)

    def fall_behind(self, connection: Connection) -> None:
        for live in self.heard_by(connection):
            live.fall_behind(connection)
        self.notes.fall_behind(connection)

    # What passes without a trace

    def say_in_room(self, room_id: str, said: Said, *, but: str = "") -> None:
        """Something ephemeral for everybody who has the room open, in whichever process, except one person."""
        passing = Passing(room_id, encode(said).decode(), but=but)
        self._say(passing)
        bus.pass_on(passing)

    def say_to_person(self, person: str, said: RoomMoved, *, but: Connection | None = None) -> None:
        """Something about a room for all connections of one person, in whichever process."""
        passing = Passing(said.room, encode(said).decode(), to=person)
        self._say(passing, but)
        bus.pass_on(passing)

    def _say(self, passing: Passing, but: Connection | None = None) -> None:
        live = self.rooms.get(passing.room)
        if passing.to:
            for connection in self.people.get(passing.to, set()) - {but}:
                connection.push(passing.text)
        elif live:
            for connection in live.open:
                if str(connection.person) != passing.but:
                    connection.push_ephemeral(passing.text)

    def presence_view(self, room_id: str, connection: Connection) -> PresenceView:
        view = self.tracker.view(room_id, connection.window)
        here = [Here(person=person, state=state) for person, state in view.people]
        return PresenceView(version=view.version, count=view.count, people=here)

    def typing_stopped(self, room_id: str, person: str) -> None:
        if self.tracker.is_visible(person, room_id):
            said = TypingStopped(room=room_id, data=PersonData(person=person))
            self.say_in_room(room_id, said, but=person)


def presence_stores() -> Sequence[Store]:
    """What the site's processes share: their Redis, or the memory of the only one."""
    return [RedisStore(url, prefix=settings.REDIS_PREFIX) for url in settings.REDIS_URLS] or [_memory]
