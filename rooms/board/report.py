"""How far the mentees of a room have come, put together for its pages. Not here: the rules (progress), the drawing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import msgspec
from django.utils import timezone

from rooms.board.advice import advise
from rooms.board.attainment import Score, attainment
from rooms.board.growth import clamped, growths
from rooms.board.history import BIRTHS
from rooms.board.lanes import column_names, lanes_of
from rooms.board.pictures.confidence import draw_confidence
from rooms.board.pictures.drawing import percent
from rooms.board.pictures.ring import draw_ring
from rooms.board.pictures.sessions import draw_sessions
from rooms.board.pictures.skills import draw_skills
from rooms.board.pictures.timeline import Mark, draw_timeline
from rooms.board.progress import Course, elapsed_share, is_at_risk, progress_of
from rooms.board.reading import board_at, happening, read_board
from rooms.board.sharing import shared
from rooms.board.words import BOARD_WORDS
from rooms.calendar import calendar
from rooms.models import Membership, RoomEvent

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from django_stubs_ext import StrPromise

    from rooms.board.attainment import Attainment
    from rooms.board.lanes import Lane
    from rooms.board.pictures.drawing import Picture
    from rooms.board.pictures.skills import Growth
    from rooms.board.pieces import Values
    from rooms.board.sharing import Shared
    from rooms.models import Room

    Inside = dict[str, list[Values]]


ON_THE_BOARD = ("active", "archived")


@dataclass(frozen=True, slots=True)
class GoalReport:
    """One goal with what is inside it by kind, each in the order of time."""

    goal: Values
    inside: Inside
    course: Course
    today: date

    @property
    def is_on_the_board(self) -> bool:
        return self.goal["state"] in ON_THE_BOARD

    @property
    def counts(self) -> bool:
        """Whether it says how far its mentee has come: it is under way, or was finished before it was archived."""
        return self.goal["state"] == "active" or self.is_finished

    @property
    def is_finished(self) -> bool:
        return bool(self.goal["finished_at"])

    @property
    def is_at_risk(self) -> bool:
        return not self.is_finished and is_at_risk(self.course, self.today)

    @property
    def progress(self) -> float | None:
        return progress_of(self.course)

    @property
    def percent(self) -> int | None:
        return None if self.progress is None else percent(self.progress)

    @property
    def confidence(self) -> int | None:
        return self.course.confidences[-1] if self.course.confidences else None

    @property
    def elapsed(self) -> float | None:
        return elapsed_share(self.course, self.today)

    @property
    def ring(self) -> Picture:
        return draw_ring(progress=self.progress, elapsed=self.elapsed, is_at_risk=self.is_at_risk)

    @property
    def confidence_line(self) -> Picture:
        return draw_confidence([(day_of(each["at"]), each["confidence"]) for each in self.inside["check_in"]])

    @property
    def timeline(self) -> Picture:
        marks = [Mark(each["title"], each["state"], as_day(each["due_on"])) for each in self.inside["milestone"]]
        return draw_timeline(marks, today=self.today)

    @property
    def advice(self) -> list[StrPromise]:
        """What it lacks, while it is under way."""
        counts = {"milestones": len(self.inside["milestone"]), "tasks": len(self.inside["task"])}
        said = advise(self.goal, **counts, decided=str(BOARD_WORDS["advice.decided"]))
        return [] if self.is_finished else [BOARD_WORDS[key] for key in said]

    @property
    def level(self) -> int | None:
        """Where the goal's skill stands: as said, or as the last check-in measured it."""
        now: int | None = self.goal["level_now"]
        is_measured = now is not None and self.goal["measure"] == "level" and self.course.value is not None
        return clamped(self.course.value or 0) if is_measured else now


@dataclass(frozen=True, slots=True)
class Report:
    """The goals that are under way or finished; the ones at risk come first, the finished ones last."""

    goals: list[GoalReport]
    lanes: list[Lane]
    archived: int
    erased: int
    grown: Sequence[Growth]
    shared: list[Shared]
    attainment: Attainment | None
    sessions: Picture | None

    @property
    def skills(self) -> Picture | None:
        return draw_skills(self.grown) if self.grown else None

    @property
    def finished(self) -> int:
        return sum(each.is_finished for each in self.goals)

    @property
    def at_risk(self) -> int:
        return sum(each.is_at_risk for each in self.goals)


def read_report(room: Room, on: date | None = None, at: time | None = None) -> Report:
    """From the board as it stands, or as it stood on a day, at its end or earlier; always as many statements."""
    pieces = past_board(room, on, at or time.max) if on else present_board(room)
    first = first_levels(room)
    members = members_of(room)
    found = report_goals(pieces, names_of(members), on or timezone.localdate())
    for each in found:
        each.goal["first_level"] = first.get(each.goal["id"], each.goal["level_now"])
    goals = [each for each in found if each.goal["state"] == "active"]
    goals.sort(key=lambda each: (each.is_finished, not each.is_at_risk, each.goal["due_on"] or "9999", each.goal["at"]))
    archived = sum(each.goal["state"] == "archived" for each in found)
    grown = [*growths([each for each in found if each.counts])]
    erased = sum(each.get("state") == "erased" for each in pieces)
    # What was reached stays reached when the goal is put away.
    told = attainment([*scores(found)])
    given = [] if on else [*shared(found, members)]
    return Report(goals, lanes_of(pieces), archived, erased, grown, given, told, sessions_until(room, on))


def sessions_until(room: Room, on: date | None) -> Picture | None:
    """The weeks since the room was made, or since its first session; None while none was held."""
    last = on or timezone.localdate()
    held = [day for each in calendar().sessions_held(room) if (day := timezone.localtime(each).date()) <= last]
    first = min([timezone.localtime(room.created_at).date(), *held])
    return draw_sessions(held, first=first, last=last) if held else None


def present_board(room: Room) -> list[Values]:
    return [msgspec.to_builtins(piece) for piece in read_board(room)]


def past_board(room: Room, day: date, hour: time = time.max) -> list[Values]:
    """As it stood then for the reader: at the end of the day, unless another hour is named."""
    return list(board_at(room, timezone.make_aware(datetime.combine(day, hour))).values())


def report_goals(
    pieces: Sequence[Values], people: dict[str, str], today: date, states: Collection[str] = ON_THE_BOARD
) -> list[GoalReport]:
    """Every goal that was accepted, archived ones too, as of a day; or those in other states."""
    inside = by_goal(pieces)
    columns = column_names(pieces)
    goals = [each for each in pieces if each["kind"] == "goal" and each["state"] in states]
    for each in goals:
        each |= {"owner_name": people.get(each["owner"], ""), "column_name": columns.get(each["column"], "")}
    return [report_on(each, inside[each["id"]], people, today) for each in goals]


def names_in(room: Room) -> dict[str, str]:
    return names_of(members_of(room))


def members_of(room: Room) -> list[Membership]:
    """Former ones too: what they did is still theirs."""
    return list(Membership.objects.filter(room=room).select_related("person"))


def names_of(members: Iterable[Membership]) -> dict[str, str]:
    return {str(member.person_id): member.person.name for member in members}


def first_levels(room: Room) -> dict[str, int]:
    """The first level that each goal's skill was said to have, as the log has it."""
    rows = RoomEvent.objects.filter(room=room, kind__in=(*BIRTHS, "goal.edited")).order_by("seq")
    deeds = (changes for row in rows if (changes := happening(row, room).changes))
    pieces = (msgspec.to_builtins(piece) for changes in deeds for piece in (*changes.made, *changes.changed))
    levels: dict[str, int] = {}
    for piece in pieces:
        if piece.get("level_now") is not None:
            levels.setdefault(piece["id"], piece["level_now"])
    return levels


def by_goal(pieces: Sequence[Values]) -> defaultdict[str, Inside]:
    """What is inside each goal, by kind, in the order of time."""
    inside: defaultdict[str, Inside] = defaultdict(lambda: defaultdict(list))
    for piece in sorted(pieces, key=lambda piece: (piece.get("at") or "", piece["version"])):
        if "goal" in piece:
            inside[piece["goal"]][piece["kind"]].append(piece)
    return inside


def report_on(goal: Values, inside: Inside, people: dict[str, str], today: date) -> GoalReport:
    for each in inside["evidence"]:
        each |= {"author": people.get(each["by"], ""), "witness": people.get(each["confirmed_by"], "")}
    return GoalReport(goal, inside, course_of(goal, inside), today)


def course_of(goal: Values, inside: Inside) -> Course:
    states = [each["state"] for each in inside["milestone"]]
    measured = [each["value"] for each in inside["check_in"] if each["value"] is not None]
    return Course(
        measure=goal["measure"],
        baseline=goal["baseline"],
        target=goal["target"],
        value=measured[-1] if measured else goal["baseline"],
        milestones_done=states.count("done"),
        milestones_left=states.count("planned") + states.count("doing"),
        starts_on=as_day(goal["starts_on"]),
        due_on=as_day(goal["due_on"]),
        confidences=[each["confidence"] for each in inside["check_in"]],
    )


def scores(goals: Iterable[GoalReport]) -> Iterable[Score]:
    """Of each goal, archived ones too, the version of its scale that counts."""
    for each in goals:
        for scale in each.inside["scale"]:
            if scale["state"] == "started" and scale["score"] is not None:
                yield Score(scale["score"], scale["weight"])


def as_day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def day_of(moment: str) -> date:
    """The day on which it was for the reader."""
    return timezone.localtime(datetime.fromisoformat(moment)).date()
