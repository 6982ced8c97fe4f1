"""Where each mentee's skills stood and stand, put together from the goals that name them. Not here: the picture."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rooms.board.pictures.skills import HIGHEST, LOWEST, Growth

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rooms.board.report import GoalReport


def growths(goals: Sequence[GoalReport]) -> Iterator[Growth]:
    """One for each skill of each mentee, however many of their goals are about it."""
    told = sorted((each for each in goals if each.goal["skill"] and each.level is not None), key=_whose)
    are_several = len({each.goal["owner"] for each in told}) > 1
    for _key, group in groupby(told, _whose):
        yield _growth(sorted(group, key=_since), are_several=are_several)


def _growth(goals: Sequence[GoalReport], *, are_several: bool) -> Growth:
    """From the level that was said first to the one that was said last, and the highest that is wanted."""
    first, last = goals[0].goal, max(goals, key=_said_at)
    label = last.goal["skill"]["label"]
    wanted = [level for each in goals if (level := each.goal["level_wanted"]) is not None]
    name = f"{label} ({first['owner_name']})" if are_several else label
    return Growth(name, first["first_level"], last.level or LOWEST, max(wanted, default=None))


def _whose(each: GoalReport) -> tuple[str, str]:
    return each.goal["skill"]["key"], each.goal["owner"]


def _since(each: GoalReport) -> str:
    return str(each.goal["at"])


def _said_at(each: GoalReport) -> str:
    """When the goal's level was last heard of: with a check-in that measured it, or when the goal was made."""
    measured = [one["at"] for one in each.inside["check_in"] if one["value"] is not None]
    return str(measured[-1] if measured and each.goal["measure"] == "level" else each.goal["at"])


def clamped(level: float) -> int:
    return min(HIGHEST, max(LOWEST, round(level)))
