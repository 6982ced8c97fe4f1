"""Random lives of a goal board: two people at it at once, each having seen more or less; and a client's fold."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import transaction
from hypothesis import strategies as st

from rooms import members
from rooms.board.pieces import column_id
from rooms.board.reading import read_page
from rooms.bus import bus
from rooms.models import Piece, Room, RoomEvent
from rooms.refusals import Refused
from rooms.rendering import encode
from tests.builders.board import board, do
from tests.builders.chat import new_id
from tests.builders.histories import committed
from tests.builders.people import person
from tests.builders.taken_back import TakenBack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rooms.bus import Frame
    from server.accounts.models import Person

Json = dict[str, Any]
Seen = dict[str, Json]

VERBS = (
    "add", *["edit", "undo"] * 3, *["move"] * 8, "propose", "accept", "archive", "restore", "erase", "column_add",
    "column_edit", "column_remove", "task_add", "task_edit", "task_remove", "check_in", "crowd", "share",
)  # fmt: skip
TITLES = ("Write clearer reasons", "Chair a hearing", "⚖️", 'A "quote" \\ here')
LOOK_STEPS = 6


@dataclass(frozen=True)
class Step:
    """One try: who does what, to which piece and where by number, having seen how much of what happened."""

    verb: str
    who: int
    to: int
    place: int
    late: int


def _step() -> st.SearchStrategy[Step]:
    few = st.integers(0, 3)
    return st.builds(
        Step, st.sampled_from(VERBS), st.integers(0, 1), st.integers(0, 9), few, st.sampled_from((0, 0, 0, 2))
    )


lives = st.lists(_step(), min_size=15, max_size=30)


@dataclass
class BoardLife:
    """A board, the frames that an open client heard, and how the board stood now and then."""

    frames: list[Frame] = field(default_factory=list)
    moments: list[tuple[int, Seen]] = field(default_factory=list)
    taken_back: list[TakenBack] = field(default_factory=list)
    _boards: dict[int, Seen] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.mia, self.noah = person("mia"), person("noah")
        self.room = members.open_mentorship(self.mia, self.noah)
        for title in TITLES:
            do(self.room, self.noah, "goal.add", goal=new_id(), fields={"title": title})
        self.look()

    def look(self) -> None:
        self.room.refresh_from_db()
        self.moments.append((self.room.head, read(self.room)))

    def play(self, steps: list[Step]) -> None:
        bus.subscribe(self.frames.extend)
        try:
            for number, step in enumerate(steps, start=1):
                with committed(), suppress(Refused):
                    getattr(self, f"_{step.verb}")((self.mia, self.noah)[step.who], step)
                self._boards[self.head()] = board(self.room)
                if number % LOOK_STEPS == 0 or number == len(steps):
                    self.look()
        finally:
            bus.unsubscribe(self.frames.extend)

    def heard_after(self, seq: int) -> list[Json]:
        return [msgspec.json.decode(frame.text) for frame in self.frames if frame.seq > seq]

    def piece(self, kind: str, step: Step) -> str:
        ids = list(Piece.objects.of_kind(self.room, kind).order_by("born", "pk").values_list("pk", flat=True))
        if not ids:
            raise Refused("not_found", "There is none yet.")
        return str(ids[-1 - step.to % len(ids)])

    def head(self) -> int:
        return int(Room.objects.values_list("head", flat=True).get(pk=self.room.pk))

    def base(self, step: Step) -> int:
        return max(0, self.head() - step.late)

    def column(self, step: Step) -> str:
        own = Piece.objects.of_kind(self.room, "column").values_list("pk", flat=True)
        known = sorted({*own, *(column_id(self.room, role) for role in ("todo", "doing", "done"))})
        return str(known[step.place % len(known)])

    # What may be done

    def _add(self, _who: Person, step: Step) -> None:
        place = {"column": self.column(step)} if step.place else {}
        do(self.room, self.noah, "goal.add", goal=new_id(), fields={"title": TITLES[step.place]}, **place)

    def _propose(self, _who: Person, step: Step) -> None:
        do(self.room, self.mia, "goal.propose", goal=new_id(), fields={"title": TITLES[step.place]})

    def _accept(self, _who: Person, step: Step) -> None:
        do(self.room, self.noah, "goal.accept", goal=self.piece("goal", step), base=self.base(step))

    def _edit(self, who: Person, step: Step) -> None:
        fields = {("title", "why", "success", "obstacles")[step.place]: TITLES[step.to % 4]}
        do(self.room, who, "goal.edit", goal=self.piece("goal", step), base=self.base(step), fields=fields)

    def _move(self, who: Person, step: Step) -> None:
        after = None if step.late else self.piece("goal", Step("", 0, step.to + 1 + step.place, 0, 0))
        do(self.room, who, "goal.move", goal=self.piece("goal", step), column=self.column(step), after=after)

    def _crowd(self, _who: Person, _step: Step) -> None:
        """Positions that are equal, as no verb makes them, so that the next move finds no room."""
        Piece.objects.of_kind(self.room, "goal").filter(state="active").update(position="V")
        self.room.refresh_from_db()
        self.frames.clear()
        self.moments.clear()
        self._boards.clear()
        self.look()

    def _share(self, who: Person, step: Step) -> None:
        do(self.room, who, "goal.share", goal=self.piece("goal", step), agreed=step.place > 0)

    def _archive(self, who: Person, step: Step) -> None:
        do(self.room, who, "goal.archive", goal=self.piece("goal", step), base=self.base(step))

    def _restore(self, who: Person, step: Step) -> None:
        do(self.room, who, "goal.restore", goal=self.piece("goal", step))

    def _erase(self, _who: Person, step: Step) -> None:
        do(self.room, self.noah, "goal.erase", goal=self.piece("goal", step), base=self.base(step))

    def _undo(self, who: Person, step: Step) -> None:
        mine = RoomEvent.objects.filter(room=self.room, actor=who).exclude(inverse=b"").order_by("-seq")
        event = mine[step.place // 2 : step.place // 2 + 1].first()
        if event:
            with self._watched(event.seq):
                do(self.room, who, "goal.undo", seq=event.seq)

    @contextmanager
    def _watched(self, seq: int) -> Iterator[None]:
        """Keep what became of taking this event back, where the boards around it are known."""
        now, refused = board(self.room), None
        try:
            yield
        except Refused as error:
            refused = error
            raise
        finally:
            if {seq - 1, seq} <= self._boards.keys():
                around = self._boards[seq - 1], self._boards[seq]
                self.taken_back.append(TakenBack(*around, now, board(self.room), refused))

    def _column_add(self, who: Person, step: Step) -> None:
        do(self.room, who, "column.add", column=new_id(), fields={"name": "Waiting"}, after=self.column(step))

    def _column_edit(self, who: Person, step: Step) -> None:
        do(self.room, who, "column.edit", column=self.column(step), base=self.base(step), fields={"hint": step.to + 1})

    def _column_remove(self, who: Person, step: Step) -> None:
        do(self.room, who, "column.remove", column=self.piece("column", step), base=self.base(step))

    def _task_add(self, who: Person, step: Step) -> None:
        do(self.room, who, "task.add", task=new_id(), goal=self.piece("goal", step), fields={"title": "Read"})

    def _task_edit(self, who: Person, step: Step) -> None:
        fields = {"is_done": step.place > 1}
        do(self.room, who, "task.edit", task=self.piece("task", step), base=self.base(step), fields=fields)

    def _task_remove(self, who: Person, step: Step) -> None:
        do(self.room, who, "task.remove", task=self.piece("task", step), base=self.base(step))

    def _check_in(self, who: Person, step: Step) -> None:
        do(self.room, who, "checkin.add", check_in=new_id(), goal=self.piece("goal", step), confidence=step.to + 1)


def read(room: Room) -> Seen:
    """All pages of the board as they came over the wire."""
    seen: Seen = {}
    after = None
    while True:
        page = msgspec.json.decode(encode(read_page(room, after)))
        seen |= {each["id"]: each for each in page["pieces"]}
        after = page["next"]
        if after is None:
            return seen


def follow(seen: Seen, heard: list[Json]) -> Seen:
    """What a client makes of it: a change is passed over where the piece is as new already, or is not there."""
    seen = dict(seen)
    for said in heard:
        if "made" in said["data"] or "changed" in said["data"] or "gone" in said["data"]:
            _take_in(seen, said["seq"], said["data"])
    return seen


def _take_in(seen: Seen, seq: int, changes: Json) -> None:
    for each in changes.get("made", ()):
        if seen.get(each["id"], {"version": -1})["version"] < seq:
            seen[each["id"]] = each
    for each in changes.get("changed", ()):
        if each["id"] in seen and seen[each["id"]]["version"] < seq:
            seen[each["id"]] = {**seen[each["id"]], **each}
    for gone in changes.get("gone", ()):
        if gone in seen and seen[gone]["version"] < seq:
            for each in [key for key, known in seen.items() if gone in (key, known.get("goal"))]:
                del seen[each]


def order(seen: Seen) -> list[tuple[str, str, str]]:
    """Every card on the board where everybody sees it."""
    cards = [each for each in seen.values() if each["kind"] == "goal" and each["state"] == "active"]
    return sorted((each["column"], each["position"], each["id"]) for each in cards)


@contextmanager
def lived(steps: list[Step]) -> Iterator[BoardLife]:
    """The life of a board; its rows are gone afterwards, so that the next example finds none."""
    with transaction.atomic():
        life = BoardLife()
        life.play(steps)
        yield life
        transaction.set_rollback(True)
