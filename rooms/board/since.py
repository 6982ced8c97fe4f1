"""A board at two moments, for the page of changes. Not here: the fold (history), the sentences (telling).

What the fold finds different is always told, if only as details: no goal stands "as it was" that does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from rooms.board.history import differences
from rooms.board.lanes import column_names
from rooms.board.report import ON_THE_BOARD, names_in, past_board, present_board, report_goals
from rooms.board.telling import tell, tell_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rooms.board.pieces import Values
    from rooms.board.report import GoalReport
    from rooms.models import Room

TOLD = (*ON_THE_BOARD, "proposed", "declined")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one goal; `then` is None for one that was not on the board yet."""

    then: GoalReport | None
    now: GoalReport
    told: list[str]


@dataclass(frozen=True, slots=True)
class Since:
    """Goals with what became of them, the titles of those that stand as they stood, and how many are erased.

    `columns` says what became of the columns; `gone` names goals that were taken back by an undo.
    """

    changes: list[Change]
    columns: list[str]
    unchanged: list[str]
    gone: list[str]
    erased: int


def read_since(room: Room, first: date, last: date | None = None) -> Since:
    """From the beginning of one day, for the reader, to the end of another one or until now."""
    then = past_board(room, first, time.min)
    now = past_board(room, last) if last else present_board(room)
    touched = touched_goals(then, now)
    people = names_in(room)
    before = {each.goal["id"]: each for each in report_goals(then, people, first, TOLD)}
    after = report_goals(now, people, last or timezone.localdate(), TOLD)
    told = [change_of(before.get(each.goal["id"]), each, touched) for each in after]
    here = {each["id"] for each in now}
    return Since(
        changes=[change for change in told if change.told],
        columns=[*tell_columns(named_columns(then), named_columns(now))],
        unchanged=[each.now.goal["title"] for each in told if not each.told and each.now.goal["state"] != "declined"],
        gone=[each.goal["title"] for key, each in before.items() if key not in here],
        erased=sum(each.get("state") == "erased" and each["id"] not in here for each in then),
    )


def touched_goals(then: Sequence[Values], now: Sequence[Values]) -> set[str]:
    """Those which are different by themselves, or by what is inside them."""
    found = differences({each["id"]: each for each in then}, {each["id"]: each for each in now})
    return {each.goal or each.id for each in found}


def change_of(then: GoalReport | None, now: GoalReport, touched: set[str]) -> Change:
    told = tell(then, now)
    return Change(then, now, told or [_("Details have changed.")] * (now.goal["id"] in touched))


def named_columns(pieces: Sequence[Values]) -> dict[str, Values]:
    known = {each["id"]: each for each in pieces}
    return {key: known[key] | {"name": name} for key, name in column_names(pieces).items()}
