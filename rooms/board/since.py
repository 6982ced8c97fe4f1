"""A board at two moments, for the page of changes. Not here: the fold (history), the sentences (telling)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from django.utils import timezone

from rooms.board.report import names_in, past_board, present_board, report_goals
from rooms.board.telling import tell

if TYPE_CHECKING:
    from datetime import date

    from rooms.board.report import GoalReport
    from rooms.models import Room


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one goal; `then` is None for one that was not on the board yet."""

    then: GoalReport | None
    now: GoalReport
    told: list[str]


@dataclass(frozen=True, slots=True)
class Since:
    """Goals with what became of them, the titles of those that stand as they stood, and how many are erased."""

    changes: list[Change]
    unchanged: list[str]
    erased: int


def read_since(room: Room, first: date, last: date | None = None) -> Since:
    """From the beginning of one day, for the reader, to the end of another one or until now."""
    then = past_board(room, first, time.min)
    now = past_board(room, last) if last else present_board(room)
    people = names_in(room)
    before = {each.goal["id"]: each for each in report_goals(then, people, first)}
    after = report_goals(now, people, last or timezone.localdate())
    pairs = [(before.get(each.goal["id"]), each) for each in after]
    told = [Change(was, each, tell(was, each)) for was, each in pairs]
    here = {each["id"] for each in now}
    return Since(
        changes=[change for change in told if change.told],
        unchanged=[change.now.goal["title"] for change in told if not change.told],
        erased=sum(each.get("state") == "erased" and each["id"] not in here for each in then),
    )
