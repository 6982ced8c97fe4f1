"""What of a board leaves its room: title and state of the goals that owner and mentor agreed to share (pure).

Whoever coordinates mentorships is given this and nothing else; members see the same on their page of progress. Not
here: agreeing to it (goals).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from rooms.models import Membership

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rooms.board.report import GoalReport


class Shared(NamedTuple):
    title: str
    state: str


def shared(goals: Iterable[GoalReport], members: Iterable[Membership]) -> Iterator[Shared]:
    """By those who are members now: the consent of somebody who has left shares nothing any more."""
    current = [each for each in members if each.is_current]
    here = {str(each.person_id) for each in current}
    mentors = {str(each.person_id) for each in current if each.role == Membership.Role.MENTOR}
    for each in goals:
        agreed = set(each.goal["agreed_by"])
        if each.goal["owner"] in agreed & here and agreed & mentors:
            yield Shared(each.goal["title"], _state_of(each))


def _state_of(goal: GoalReport) -> str:
    if goal.is_finished:
        return _("Finished")
    return _("Archived") if goal.goal["state"] == "archived" else _("Under way")
