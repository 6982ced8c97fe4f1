"""What one connection says and how it is answered, command by command. Not here: the socket itself (consumers)."""

from __future__ import annotations

import logging
import uuid
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import Error
from django.utils import translation
from django.utils.translation import get_supported_language_variant
from django.utils.translation import gettext_lazy as _

from rooms import snapshot
from rooms.board import reading as board_reading
from rooms.chat import TEXT_LENGTH
from rooms.frames import FRAME_BYTES, BadFrame
from rooms.limits import COUNTED_ERRORS
from rooms.note_talk import admit_note, close_note, move_caret, open_note, spend_on_notes
from rooms.notes.subjects import list_notes
from rooms.opening import Standing, find_member, read_arrival
from rooms.protocol import commands, events, wire
from rooms.protocol.board import BoardCommand, BoardCompare, BoardLog, BoardRead
from rooms.protocol.envelopes import Asked, Durable
from rooms.protocol.notes import NoteCaret, NoteClose, NoteList, NoteOpen, NoteUpdate
from rooms.reading import one_moment
from rooms.refusals import Refused
from rooms.rendering import moment
from rooms.writer import Job

if TYPE_CHECKING:
    from collections.abc import Callable

    from rooms.commands import Carried, WrittenCommand
    from rooms.hub.connection import Connection
    from rooms.hub.keeper import Keeper
    from rooms.protocol.board import BoardQuestion
    from rooms.protocol.notes import NoteCommand

ERRORS_ALLOWED = 20
ERRORS_SECONDS = 10.0
FRAMES_REFUSED = 200
IN_FLIGHT = 8

LIMITS = wire.Limits(text=TEXT_LENGTH, frame=FRAME_BYTES, in_flight=IN_FLIGHT, presence_window=200)

logger = logging.getLogger(__name__)


class Conversation:
    """The talk on one connection, from its greeting on."""

    __slots__ = (
        "_address", "_errors", "_held_up", "_language", "_refused_frames", "connection", "hub", "keeper", "person",
    )  # fmt: skip

    def __init__(self, keeper: Keeper, connection: Connection, *, address: str) -> None:
        self.keeper = keeper
        self.hub = keeper.hub
        self.connection = connection
        self.person = str(connection.person)
        self._address = address
        self._language = settings.LANGUAGE_CODE
        self._errors: list[float] = []
        self._refused_frames = 0
        self._held_up: dict[str, str] = {}

    # Coming in

    async def greet(self, hello: commands.Hello, *, price: str = "hello") -> None:
        """Welcome the person with where every asked room stands; the rooms go live behind the welcome."""
        self._language = supported_language(hello.data.language)
        if hello.data.person != self.person:
            self.connection.bye(4401, "Another person is signed in now.")
            return
        retry_ms = self.hub.limiter.take(price, f"{self.person}|{self._address}")
        if retry_ms:
            self.connection.bye(4003, "Too many connections in a short time.", retry_ms=retry_ms)
            return
        self.hub.enter(self.connection)
        arrival = await self.keeper.arrive(self.connection)
        if arrival is None:
            self.connection.bye(4401, "Your sign-in has ended.")
            return
        self.connection.standings = arrival.standings
        rooms = {room_id: await self._opening(room_id, cursor) for room_id, cursor in hello.data.rooms.items()}
        self.connection.say(events.Welcome(data=self._welcome(arrival.lines, rooms)))
        for room_id, opened in rooms.items():
            self.hub.admit(self.connection, room_id, opened)
        self.hub.watch(self.connection, self.connection.standings.values())

    def _welcome(self, lines: list[wire.RoomLine], rooms: dict[str, events.Opened]) -> events.WelcomeData:
        return events.WelcomeData(
            connection=self.connection.id,
            boot=self.hub.boot,
            person=self.person,
            ping_s=25.0,
            limits=LIMITS,
            server_time=moment(datetime.now(UTC)),
            unread=lines,
            rooms=rooms,
        )

    async def _opening(self, room_id: str, cursor: wire.Cursor | None) -> events.Opened:
        """One room of the hello; a room that may not be opened does not spoil the others."""
        try:
            return await self._open(room_id, cursor)
        except Refused as refusal:
            return events.Opened(mode="reset", epoch="", head=0, error=refusal.view)

    async def _open(self, room_id: str, cursor: wire.Cursor | None) -> events.Opened:
        standing = self.connection.standings.get(room_id) or await self._look_again(room_id)
        return await self.hub.open(self.connection, standing, cursor)

    async def _look_again(self, room_id: str) -> Standing:
        """A room unknown at the greeting: joined since, or none of this person's."""
        await self.hub.read(find_member, self.connection.person, uuid.UUID(room_id))
        arrival = await self.hub.read(read_arrival, self.connection.person)
        self.connection.standings = arrival.standings
        return arrival.standings[room_id]

    # Frames

    def admits_frame(self) -> bool:
        """Whether this connection has a credit for one more frame; a flood ends it."""
        retry_ms = self.hub.limiter.take("frames", self.connection.id)
        if not retry_ms:
            self._refused_frames = 0
            return True
        self._refused_frames += 1
        if self._refused_frames > FRAMES_REFUSED:
            self.connection.bye(4429, "Far too many frames.")
        else:
            self._say_refused(None, Refused("too_fast", _("Too many frames at once."), retry_ms=retry_ms))
        return False

    async def hear(self, said: commands.AnyCommand | BadFrame) -> None:
        """Carry out one command; whatever goes wrong with it, the connection stays."""
        if isinstance(said, BadFrame):
            self._say_refused(said.ref, said.refusal)
            return
        ref = said.ref if isinstance(said, Asked) else None
        try:
            await self._hear(said)
        except Refused as refusal:
            self._say_refused(ref, refusal)
        except Error as fault:
            logger.warning("%s could not be answered: %s", type(said).__name__, type(fault).__name__)
            self._say_refused(ref, Refused("unavailable", _("The server cannot read that right now."), retry_ms=1000))

    async def _hear(self, said: commands.AnyCommand) -> None:
        match said:
            case commands.Ack() | commands.Pong():
                self._hear_ack(said)
            case commands.PresenceActivity(data=data):
                self.hub.tracker.activity(self.connection.id, data.state)
            case commands.Hello():
                raise Refused("bad_shape", _("The hello was said already."))
            case commands.RoomOpen() | commands.RoomCatchUp():
                await self._hear_open(said)
            case commands.RoomHistory() | commands.RoomLookUp():
                await self._hear_question(said)
            case NoteOpen() | NoteClose() | NoteList() | NoteCaret() | NoteUpdate():
                await self._hear_note(said)
            case BoardRead() | BoardLog() | BoardCompare():
                await self._hear_board_question(said)
            case commands.RoomMarkRead():
                self._submit(said, self._marked_read)
            case Durable():
                self._hear_durable(said)
            case _:
                self._hear_passing(said)

    def _hear_ack(self, said: commands.Ack | commands.Pong) -> None:
        self.connection.acknowledge(said.data.frames)
        if isinstance(said, commands.Pong):
            self.keeper.pong(self.connection)

    async def _hear_open(self, said: commands.RoomOpen | commands.RoomCatchUp) -> None:
        self._spend("sync")
        opened = await self._open(said.room, said.data.cursor)
        self._reply(said.ref, events.Done(opened=opened))
        self.hub.admit(self.connection, said.room, opened)

    async def _hear_board_question(self, said: BoardQuestion) -> None:
        self._spend("sync")
        self._reply(said.ref, await self.hub.read(answer_board_question, self.connection.person, said))

    async def _hear_note(self, said: NoteCommand) -> None:
        match said:
            case NoteCaret():
                move_caret(self.hub, self.connection, said)
            case NoteUpdate():
                spend_on_notes(self.hub, self.connection.person)
                self._submit(said, self._carried_out)
            case NoteClose():
                close_note(self.hub, self.connection, said)
                self._reply(said.ref, events.Done())
            case NoteList():
                self._spend("sync")
                listed = await self.hub.read(list_notes, self.connection.person, said)
                self._reply(said.ref, events.Done(session_notes=listed))
            case NoteOpen():
                self._spend("sync")
                view = await open_note(self.hub, self.connection, said)
                self._reply(said.ref, events.Done(note=view))
                admit_note(self.hub, self.connection, said.room, view)

    async def _hear_question(self, said: commands.RoomHistory | commands.RoomLookUp) -> None:
        self._spend("sync")
        page = await self.hub.read(answer_question, self.connection.person, said)
        self._reply(said.ref, events.Done(page=page))

    def _hear_passing(self, said: commands.AnyCommand) -> None:
        """What leaves no trace: typing, the window of presence, closing a room."""
        assert isinstance(said, Asked)  # the others were answered before
        if said.room not in self.connection.rooms:
            raise Refused("not_found", _("Open this room first."))
        match said:
            case commands.RoomClose():
                self.hub.close(self.connection, said.room)
            case commands.TypingStart():
                self._start_typing(said.room)
            case commands.TypingStop():
                if self.hub.typing.stop(said.room, self.person):
                    self.hub.typing_stopped(said.room, self.person)
            case commands.PresenceWindow(data=data):
                self.connection.window = frozenset(data.people)
                view = self.hub.presence_view(said.room, self.connection)
                self._reply(said.ref, events.Done(presence=view))
                return
        self._reply(said.ref, events.Done())

    def _start_typing(self, room_id: str) -> None:
        people = self.hub.tracker.view(room_id).count
        shown = self.hub.tracker.is_visible(self.person, room_id)
        if shown and self.hub.typing.start(room_id, self.person, people=people):
            data = events.PersonData(person=self.person)
            self.hub.say_in_room(room_id, events.TypingStarted(room=room_id, data=data), but=self.person)

    # Commands that are written

    def _hear_durable(self, said: Durable) -> None:
        """Pass it to the writer in the order of arrival; after a refusal for haste the others of this room wait."""
        held_up = self._held_up.get(said.room, said.client_id)
        if held_up != said.client_id:
            raise Refused("behind", _("An earlier message of yours has to go first."), retry_ms=1000)
        retry_ms = self._price(said)
        if retry_ms:
            self._held_up[said.room] = said.client_id
            raise Refused("too_fast", _("That was too fast: wait a moment."), retry_ms=retry_ms)
        self._held_up.pop(said.room, None)
        self._submit(said, self._carried_out)

    def start_over(self) -> None:
        """Forget what has to come again first: by requests it may come, and be stored, in another process."""
        self._held_up.clear()
        self.hub.writer.forget(self.connection.id)

    def _price(self, said: Durable) -> int:
        if isinstance(said, commands.MessageSend):
            standing = self.connection.standings.get(said.room)
            kind = "messages.mentorship" if standing and standing.kind == "mentorship" else "messages.group"
            return self.hub.limiter.take(kind, self.person)
        if isinstance(said, BoardCommand):
            return self.hub.limiter.take("board", self.person)
        return self.hub.limiter.take("reactions", self.person)

    def _submit(self, said: Any, settled: Callable[[Any, Carried], None]) -> None:
        room = uuid.UUID(said.room)
        settle = partial(self._settle, said, settled)
        self.hub.writer.submit(Job(self.connection.id, self.connection.person, room, said, settle))

    def _settle(self, said: WrittenCommand, settled: Callable[[Any, Carried], None], answer: Carried | Refused) -> None:
        """In the writer's thread: let the loop answer, behind the frames that the commit published."""
        self.hub.post(partial(self._answer, said, settled, answer))

    def _answer(self, said: WrittenCommand, settled: Callable[[Any, Carried], None], answer: Carried | Refused) -> None:
        if isinstance(answer, Refused):
            self._say_refused(said.ref, answer)
        else:
            settled(said, answer)

    def _carried_out(self, said: Asked, answer: Carried) -> None:
        self.connection.say(events.Reply(ref=said.ref, ok=True, again=answer.again, data=answer.done))

    def _marked_read(self, said: commands.RoomMarkRead, answer: Carried) -> None:
        """Own tabs learn of it always, the others of a mentorship room when presence may be seen."""
        self._reply(said.ref, answer.done)
        mark = wire.Mark(person=self.person, no=answer.done.read_no or 0)
        live = self.hub.rooms.get(said.room)
        if live:
            moved = events.MovedData(message_no=live.message_no, read_no=mark.no)
            self.hub.say_to_person(self.person, events.RoomMoved(room=said.room, data=moved), but=self.connection)
        standing = self.connection.standings.get(said.room)
        if standing and standing.kind == "mentorship" and standing.shows_presence:
            said_mark = events.RoomMarkedRead(room=said.room, data=events.MarkData(mark=mark))
            self.hub.say_in_room(said.room, said_mark, but=self.person)

    # Answers

    def _spend(self, kind: str) -> None:
        retry_ms = self.hub.limiter.take(kind, self.connection.id)
        if retry_ms:
            raise Refused("too_fast", _("That was too fast: wait a moment."), retry_ms=retry_ms)

    def _reply(self, ref: int, done: events.Done) -> None:
        self.connection.say(events.Reply(ref=ref, ok=True, data=done))

    def _say_refused(self, ref: int | None, refusal: Refused) -> None:
        with translation.override(self._language):
            error = refusal.view
        if ref is None:
            self.connection.say(events.Refused(error=error))
        else:
            self.connection.say(events.Reply(ref=ref, ok=False, error=error))
        if refusal.code in COUNTED_ERRORS:
            self._count_error()

    def _count_error(self) -> None:
        now = self.hub.clock()
        self._errors = self._errors[-ERRORS_ALLOWED:]
        if len(self._errors) == ERRORS_ALLOWED and now - self._errors[0] < ERRORS_SECONDS:
            self.connection.bye(4429, "Too many errors.")
        self._errors.append(now)


def supported_language(asked: str) -> str:
    """The site's variety of the language that the page is in."""
    try:
        return get_supported_language_variant(asked)
    except LookupError:
        return settings.LANGUAGE_CODE


def answer_question(person: uuid.UUID, said: commands.RoomHistory | commands.RoomLookUp) -> wire.Page:
    """A page of history, or single messages and people of a room, for a member."""
    with one_moment():
        room = find_member(person, uuid.UUID(said.room)).room
        if isinstance(said, commands.RoomLookUp):
            return snapshot.look_up(room, said.data.messages, said.data.people)
        if said.data.around:
            return snapshot.page_around(room, said.data.no)
        return snapshot.page_before(room, said.data.no)


def answer_board_question(person: uuid.UUID, said: BoardQuestion) -> events.Done:
    with one_moment():
        return board_reading.answer(find_member(person, uuid.UUID(said.room)).room, said)
