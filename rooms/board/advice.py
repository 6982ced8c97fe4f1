"""What a good goal still lacks, as advice that never stands in the way (pure); the browser has the same rules.

Not here: the sentences (words).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rooms.board.pieces import Values

MANY_TASKS = 6
BY_NUMBERS = ("number", "percent")
BETWEEN_WORDS = re.compile(r"[\W_]+")


def advise(goal: Values, *, milestones: int, tasks: int, decided: str) -> Iterator[str]:
    """The keys of what to say about it; `decided` lists, in the reader's language, words of what others decide."""
    if not goal["measure"]:
        yield "advice.measure"
    elif goal["measure"] in BY_NUMBERS and (goal["baseline"] is None or goal["target"] is None):
        yield "advice.target"
    elif goal["measure"] == "milestones" and not milestones:
        yield "advice.milestones"
    if not goal["due_on"]:
        yield "advice.date"
    if speaks_of(f"{goal['title']} {goal['success']}", decided):
        yield "advice.others"
    if tasks > MANY_TASKS:
        yield "advice.tasks"


def speaks_of(text: str, decided: str) -> bool:
    words = set(BETWEEN_WORDS.split(text.lower()))
    return any(word.strip() in words for word in decided.lower().split(","))
