"""Random lives of a room: everything that several people may do in it, in any order, refused or not."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from django.test import TestCase
from hypothesis import strategies as st

from rooms import closing, members, pausing
from rooms.bus import bus
from rooms.models import Membership, Message, Room, RoomEvent
from rooms.opening import find_member
from rooms.protocol.events import MarkData, MovedData, RoomMarkedRead, RoomMoved
from rooms.protocol.wire import Mark
from rooms.refusals import Refused
from rooms.rendering import encode
from rooms.snapshot import read_snapshot
from server.accounts.models import Person
from tests.builders import chat
from tests.builders.people import person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from contextlib import AbstractContextManager

    from rooms.bus import Frame
    from rooms.protocol.wire import Snapshot

WORDS = ("Good morning.", "Yes, of course", "⚖️ in chambers", 'A "quote" \\ and a break\nhere')
LOOK_STEPS = 6
EMOJI = ("👍", "🎉")
VERBS = (
    *["send", "reply", "edit", "delete", "mark_read", "come_back"] * 2, *["toggle"] * 10,
    "react", "unreact", "delete_sent_as", "bar", "join", "leave", "remove", "invite", "promote", "close",
    "pause", "resume", "propose", "sign", "withdraw",
)  # fmt: skip
# Mostly the newest message, so that much happens to the same one.
BACK = (1, 1, 1, 1, 1, 1, 2, 2, 3, 4)


@dataclass(frozen=True)
class Step:
    """One try: who does what, to which message, person or word by number."""

    verb: str
    who: int
    to: int
    word: int


def _step() -> st.SearchStrategy[Step]:
    numbers = st.integers(0, 3)
    return st.builds(Step, st.sampled_from(VERBS), numbers, st.integers(0, 9), numbers)


lives = st.tuples(st.sampled_from(Room.Kind), st.lists(_step(), min_size=10, max_size=30))


@dataclass
class History:
    """A room, what an open client of mia's heard, and how the room stood for her now and then.

    Mia is the mentor or the first moderator and always stays; omar hides his presence.
    """

    kind: str
    heard: list[Any] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    moments: list[tuple[Snapshot, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        hidden = {"omar": "nobody"}
        names = ("mia", "noah", "omar", "zoe")
        self.people = [person(name, presence_audience=hidden.get(name, "rooms")) for name in names]
        self.mia = self.people[0]
        self.room = self._open()
        self.look()

    def _open(self) -> Room:
        mia, noah, omar, _zoe = self.people
        if self.kind == Room.Kind.MENTORSHIP:
            return members.open_mentorship(mia, noah, [(omar, "observer")])
        room = members.open_group(mia, title="Clerks")
        members.join(room, noah)
        return room

    def look(self) -> None:
        snapshot = read_snapshot(find_member(self.mia.pk, self.room.pk))
        self.moments.append((snapshot, len(self.heard)))

    def play(self, steps: list[Step]) -> None:
        bus.subscribe(self._hear_frames)
        try:
            for number, step in enumerate(steps, start=1):
                with committed():
                    self._try(step)
                if number % LOOK_STEPS == 0 or number == len(steps):
                    self.look()
        finally:
            bus.unsubscribe(self._hear_frames)

    def _hear_frames(self, frames: Sequence[Frame]) -> None:
        self.frames.extend(frames)
        self.heard.extend(msgspec.json.decode(frame.text) for frame in frames)

    def _try(self, step: Step) -> None:
        who = self.people[step.who]
        with suppress(Refused):
            getattr(self, f"_{step.verb}")(who, step)

    def message(self, step: Step) -> Message:
        rows = list(Message.objects.filter(room=self.room).select_related("room").order_by("no"))
        if not rows:
            raise Refused("not_found", "Nothing was said yet.")
        return rows[-min(BACK[step.to], len(rows))]

    def author(self, message: Message, step: Step) -> Person:
        """Mostly the message's author, so that little is refused; sometimes whoever comes."""
        return self.people[step.who] if step.word == 0 else Person.objects.get(pk=message.author_id)

    def member(self, who: Person) -> Membership:
        return find_member(who.pk, self.room.pk)

    # What may be done

    def _send(self, who: Person, step: Step) -> None:
        chat.send(self.room, who, WORDS[step.word])

    def _reply(self, who: Person, step: Step) -> None:
        chat.send(self.room, who, WORDS[step.word], reply_to=self.message(step))

    def _edit(self, who: Person, step: Step) -> None:
        message = self.message(step)
        chat.carry(self.room, self.author(message, step), chat.editing(message, WORDS[step.word]))

    def _delete(self, who: Person, step: Step) -> None:
        message = self.message(step)
        chat.carry(self.room, self.author(message, step), chat.deleting(message))

    def _delete_sent_as(self, who: Person, step: Step) -> None:
        message = self.message(step)
        chat.carry(self.room, self.author(message, step), chat.deleting_sent_as(self.room, message.client_id))

    def _bar(self, who: Person, step: Step) -> None:
        chat.carry(self.room, who, chat.deleting_sent_as(self.room, chat.new_id()))

    def _react(self, who: Person, step: Step) -> None:
        chat.carry(self.room, who, chat.reacting(self.message(step), EMOJI[step.word % len(EMOJI)]))

    def _toggle(self, who: Person, step: Step) -> None:
        """React, or take the reaction back that was there already."""
        self._react(who, step)
        if RoomEvent.objects.filter(room=self.room).order_by("-seq")[0].kind == "event.noted":
            self._unreact(who, step)

    def _unreact(self, who: Person, step: Step) -> None:
        chat.carry(self.room, who, chat.unreacting(self.message(step), EMOJI[step.word % len(EMOJI)]))

    def _mark_read(self, who: Person, step: Step) -> None:
        """What the conversation says of a read mark, to own tabs and to the others of a mentorship room."""
        no = chat.carry(self.room, who, chat.marking_read(self.room, step.to)).done.read_no or 0
        if who == self.mia:
            self._hear(RoomMoved(room=str(self.room.pk), data=MovedData(message_no=0, read_no=no)))
        elif self.kind == Room.Kind.MENTORSHIP and who.shows_presence_in(self.kind):
            mark = MarkData(mark=Mark(person=str(who.pk), no=no))
            self._hear(RoomMarkedRead(room=str(self.room.pk), data=mark))

    def _hear(self, said: object) -> None:
        self.heard.append(msgspec.json.decode(encode(said)))

    def _join(self, who: Person, _step: Step) -> None:
        members.join(self.room, who)

    def _leave(self, who: Person, _step: Step) -> None:
        if who != self.mia:
            members.leave(self.member(who))

    def _remove(self, who: Person, step: Step) -> None:
        members.remove(self.member(who), self.people[step.word])

    def _invite(self, who: Person, step: Step) -> None:
        members.accept(members.invite(self.member(who), self.people[step.word]))

    def _promote(self, who: Person, step: Step) -> None:
        members.make_moderator(self.member(who), self.people[step.word])

    def _come_back(self, who: Person, step: Step) -> None:
        self._leave(who, step)
        members.join(self.room, who)

    def _pause(self, who: Person, step: Step) -> None:
        pausing.pause(self.member(who), word=WORDS[step.word])

    def _resume(self, who: Person, _step: Step) -> None:
        pausing.resume(self.member(who))

    def _propose(self, who: Person, step: Step) -> None:
        closing.propose(self.member(who), closing.Words(reached=WORDS[step.word]))

    def _sign(self, who: Person, step: Step) -> None:
        closing.sign(self.member(who), step.to, with_notice=step.word == 0)

    def _withdraw(self, who: Person, _step: Step) -> None:
        closing.withdraw(self.member(who))

    def _close(self, who: Person, step: Step) -> None:
        if step.to == 0:
            members.close(self.member(who))


def committed() -> AbstractContextManager[object]:
    """Runs what a commit would run, since the tests' own transaction never commits."""
    return TestCase.captureOnCommitCallbacks(execute=True)


@contextmanager
def lived(life: tuple[str, list[Step]]) -> Iterator[History]:
    """The history of a life; its rows are gone afterwards, so that the next example finds none."""
    kind, steps = life
    with transaction.atomic():
        history = History(kind)
        history.play(steps)
        yield history
        transaction.set_rollback(True)
