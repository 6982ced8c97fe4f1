"""When each line of a conversation was said: placed back from now, in the waking hours of whoever speaks.

Headings of scenes: `now` (the newest, as late as its people were awake), `-3d 14:30` (working days before that),
`6w tue 16:40` (weeks before that); clock times are those of the first who speaks. Not here: what is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from random import Random
    from zoneinfo import ZoneInfo

    from server.demo.script import Line, Scene

OPEN, CLOSE = time(7), time(21, 30)
SATURDAY = 5
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
STEP = timedelta(minutes=5)
MARGIN = timedelta(minutes=2)
WRITING_CHARACTERS_PER_MINUTE = 90


@dataclass(frozen=True, slots=True)
class Said:
    at: datetime
    line: Line


class Clock:
    """Knows where everybody lives, and takes its chances from `rng`."""

    def __init__(self, zones: Mapping[str, ZoneInfo], rng: Random) -> None:
        self.zones = zones
        self.rng = rng

    def place(self, scenes: Sequence[Scene], now: datetime) -> list[Said]:
        """Every line with its time, oldest first, none later than a little before now."""
        *earlier, newest = scenes
        last = self.latest(newest, now - MARGIN)
        today = last[0].at.date()
        said = [each for scene in earlier for each in self.begin(scene, self._start(scene, today))]
        return said + last

    def begin(self, scene: Scene, start: datetime, *, weekends: bool = False) -> list[Said]:
        """The lines of a scene from its start on; whoever sleeps or has a weekend answers afterwards."""
        at, said = start, []
        for line, pause in zip(scene.lines, self.pauses(scene), strict=True):
            at += pause
            at = at if weekends and self.is_awake(at, line.who) else self.awake(at, line)
            said.append(Said(at, line))
        return said

    def latest(self, scene: Scene, end: datetime) -> list[Said]:
        """The lines of a scene as late as possible before an end, everybody awake; at weekends too."""
        pauses = self.pauses(scene)
        at = end - sum(pauses, timedelta())
        while not (said := self._if_awake(scene, pauses, at)):
            at -= STEP
        return said

    def pauses(self, scene: Scene) -> list[timedelta]:
        """Before each line: as its script says, else the time it takes to read, think and write."""
        pauses = [line.gap or self._writing(line) for line in scene.lines]
        return [timedelta(), *pauses[1:]]

    def is_awake(self, at: datetime, who: str) -> bool:
        return OPEN <= at.astimezone(self.zones[who]).time() < CLOSE

    def awake(self, at: datetime, line: Line) -> datetime:
        """That moment, or the next working morning of whoever speaks."""
        local = at.astimezone(self.zones[line.who])
        morning = datetime.combine(local, OPEN, local.tzinfo) + timedelta(minutes=len(line.text) % 50)
        if local.time() >= CLOSE or local.weekday() >= SATURDAY:
            morning += timedelta(days=1)
            while morning.weekday() >= SATURDAY:
                morning += timedelta(days=1)
            return morning.astimezone(UTC)
        return at if local.time() >= OPEN else morning.astimezone(UTC)

    def local(self, day: date, clock: time, who: str) -> datetime:
        return datetime.combine(day, clock, self.zones[who]).astimezone(UTC)

    def _if_awake(self, scene: Scene, pauses: Sequence[timedelta], at: datetime) -> list[Said]:
        said = []
        for line, pause in zip(scene.lines, pauses, strict=True):
            at += pause
            if not self.is_awake(at, line.who):
                return []
            said.append(Said(at, line))
        return said

    def _writing(self, line: Line) -> timedelta:
        minutes = 0.5 + len(line.text) / WRITING_CHARACTERS_PER_MINUTE + self.rng.expovariate(0.5)
        return timedelta(seconds=round(60 * min(minutes, 12.0)))

    def _start(self, scene: Scene, today: date) -> datetime:
        *day, clock = scene.when.split()
        return self.local(day_of(day, today), time.fromisoformat(clock), scene.lines[0].who)


def day_of(words: Sequence[str], today: date) -> date:
    """`-3d`: the third working day before today; `6w tue`: the Tuesday of the sixth week before this one."""
    if words[0].startswith("-"):
        return workdays_before(today, int(words[0][1:-1]))
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=int(words[0][:-1]), days=-WEEKDAYS.index(words[1]))


def workdays_before(day: date, number: int) -> date:
    while number:
        day -= timedelta(days=1)
        number -= day.weekday() < SATURDAY
    return day
