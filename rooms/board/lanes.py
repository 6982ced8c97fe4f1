"""The columns of a board as it stood, with the titles in them, for pages that are not live. Not here: reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rooms.board.pieces import Values

COLUMNS = {"todo": gettext_lazy("To do"), "doing": gettext_lazy("Doing"), "done": gettext_lazy("Done")}


class Lane(NamedTuple):
    name: str
    titles: list[str]


def lanes_of(pieces: Sequence[Values]) -> list[Lane]:
    """The columns in their order, then what waits for an answer and what was put away, where there is any."""
    goals = sorted((each for each in pieces if each["kind"] == "goal" and "title" in each), key=_place)
    lanes = [
        Lane(name, [each["title"] for each in goals if each["state"] == "active" and each["column"] == key])
        for key, name in column_names(pieces).items()
    ]
    beside = {"proposed": _("Proposed"), "archived": _("Archived")}
    found = (Lane(name, [each["title"] for each in goals if each["state"] == state]) for state, name in beside.items())
    return lanes + [lane for lane in found if lane.titles]


def column_names(pieces: Sequence[Values]) -> Mapping[str, str]:
    """By their ids, in their order."""
    columns = sorted((each for each in pieces if each["kind"] == "column"), key=_place)
    return {each["id"]: each["name"] or str(COLUMNS.get(each["role"], "")) for each in columns}


def _place(piece: Values) -> tuple[str, str]:
    return piece["position"], piece["id"]
