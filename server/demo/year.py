"""A year in the big group room: what is talked about on which day. Not here: the texts (stock) and scenes (made)."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from server.demo import made
from server.demo.stock import TEXTS, Stock
from server.demo.timing import SATURDAY, Said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import date, datetime
    from random import Random

    from server.demo.script import Line, Scene
    from server.demo.timing import Clock

    Told = tuple[Said, Scene]

YEAR_DAYS = 392
FIRST_NUMBER = 31
HOUR = 8
HOUR_PEOPLE = (5, 5, 6, 6, 6)
QUIET = (((1, 1), (1, 3)), ((8, 1), (8, 14)), ((12, 21), (12, 31)))
WEEKENDS = {"sat": 5, "sun": 6}
MADE: dict[str, Callable[[Stock, str, int], Scene]] = {
    "clinics": made.clinic,
    "phrases": made.phrase,
    "versions": made.vote,
    "sentences": made.sentence,
}
WRITTEN = ("threads", "exercises", "notes")
SLIPS = 0.012
SLIP_LENGTH = 20
SECOND_THOUGHTS = 0.006


class Year:
    """Lays scenes on the days of the year before `end`."""

    def __init__(self, clock: Clock, voices: Mapping[str, Sequence[str]], *, host: str, end: datetime) -> None:
        self.clock = clock
        self.host = host
        self.rng = clock.rng
        self.end = end
        self.stock = Stock(TEXTS / "writing_well", voices, clock.rng)
        every = [end.date() - timedelta(days=back) for back in range(YEAR_DAYS, 0, -1)]
        working = [day for day in every if day.weekday() < SATURDAY]
        self.days = [day for day in working if not is_quiet(day) or self.stock.happens(0.3)]

    def newest(self, count: int) -> list[Said]:
        """So many lines, oldest first."""
        told = sorted(self._told(), key=lambda pair: pair[0].at)
        for (before, _scene), (said, scene) in pairwise(told):
            if scene.when != "hour":
                quote(said.line, before.line, scene)
        newest = [said for said, _scene in told][-count:]
        self._blemish(newest)
        return newest

    def _told(self) -> Iterator[Told]:
        for name in WRITTEN:
            yield from self._spread(self.stock.scenes(name))
        for name, make in MADE.items():
            rows = self.stock.rows(name)
            yield from self._spread([make(self.stock, row, number) for number, row in enumerate(rows, FIRST_NUMBER)])
        for day in self.days:
            yield from self._hour(day)
        yield from self._weekends()

    def _spread(self, scenes: Sequence[Scene]) -> Iterator[Told]:
        """The scenes evenly over the working days, each at some hour of its first speaker's day."""
        share = len(self.days) / len(scenes)
        for number, scene in enumerate(scenes):
            day = self.days[int((number + self.rng.random()) * share)]
            clock = time(self.rng.randint(9, 16), self.rng.randrange(60))
            yield from self._begin(scene, day, clock)

    def _hour(self, day: date) -> Iterator[Told]:
        """The writing hour of those who are up by then."""
        start = self.clock.local(day, time(HOUR, self.rng.randrange(7)), self.host)
        awake = [who for who in self.stock.everybody if self.clock.is_awake(start, who)]
        people = self.rng.sample(awake, self.rng.choice(HOUR_PEOPLE))
        scene = made.hour(self.stock, people)
        return ((said, scene) for said in self.clock.begin(scene, start))

    def _weekends(self) -> Iterator[Told]:
        scenes = self.stock.scenes("weekend")
        for number, scene in enumerate(scenes):
            weekday, clock = scene.when.split()
            week = int((number + self.rng.random()) * YEAR_DAYS / len(scenes)) // 7 + 1
            monday = self.end.date() - timedelta(days=self.end.weekday(), weeks=week)
            day = monday + timedelta(days=WEEKENDS[weekday])
            yield from self._begin(scene, day, time.fromisoformat(clock), weekends=True)

    def _begin(self, scene: Scene, day: date, clock: time, *, weekends: bool = False) -> Iterator[Told]:
        start = self.clock.local(day, clock, scene.lines[0].who)
        said = self.clock.begin(scene, start, weekends=weekends)
        while said[-1].at >= self.end:
            start -= timedelta(weeks=1)
            said = self.clock.begin(scene, start, weekends=weekends)
        return ((each, scene) for each in said)

    def _blemish(self, told: Sequence[Said]) -> None:
        """Some lines were edited after a slip, a few were taken back; the oldest answer nothing that is not here."""
        here = set(map(id, (said.line for said in told)))
        for line in (said.line for said in told):
            line.answers = line.answers if id(line.answers) in here else None
            chance = self.rng.random()
            if chance < SLIPS and len(line.text) > SLIP_LENGTH:
                line.was = slip(line.text, self.rng)
            elif chance > 1 - SECOND_THOUGHTS and line.text.endswith("."):
                line.gone_after = timedelta(minutes=2)


def is_quiet(day: date) -> bool:
    """The weeks in which most people are away."""
    return any(first <= (day.month, day.day) <= last for first, last in QUIET)


def quote(line: Line, before: Line, scene: Scene) -> None:
    """Say what a line answers when something else stands between."""
    if line.answers or before in scene.lines or line is scene.lines[0]:
        return
    earlier = scene.lines[: scene.lines.index(line)]
    others = [each for each in earlier if each.who != line.who]
    line.answers = (others[0] if earlier[0].who != line.who else others[-1]) if others else earlier[-1]


def slip(text: str, rng: Random) -> str:
    """The text with two neighbouring letters swapped."""
    letters = [at for at in range(1, len(text) - 1) if text[at : at + 2].isalpha() and text[at] != text[at + 1]]
    at = rng.choice(letters)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
