"""The milestones of a goal along its time, with today. Not here: who moves a milestone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rooms.board.pictures.drawing import MARGIN, WIDTH, along, circle, day, line, picture, tag, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rooms.board.pictures.drawing import Picture

State = Literal["planned", "doing", "done", "dropped"]

STATES = {
    "planned": gettext_lazy("planned"),
    "doing": gettext_lazy("under way"),
    "done": gettext_lazy("done"),
    "dropped": gettext_lazy("dropped"),
}
LEVEL = 44.0
NUMBERS_BELOW = 68.0
TODAY_FROM, TODAY_TO, TODAY_ABOVE = 18.0, 56.0, 12.0
HEIGHT = 76.0
RADIUS = 7.0
GAP = 20.0


class Mark(NamedTuple):
    """One milestone as it is drawn."""

    title: str
    state: State
    due_on: date | None = None


def draw_timeline(marks: Sequence[Mark], *, today: date) -> Picture:
    """Milestones in the order of the goal; those without a date stand in the words alone."""
    ordered = sorted(marks, key=lambda mark: (mark.due_on is None, mark.due_on))
    return picture("timeline", (WIDTH, HEIGHT), _shapes(ordered, today), [*_words(ordered)])


def _shapes(marks: Sequence[Mark], today: date) -> Iterator[str]:
    dated = [(mark, mark.due_on.toordinal()) for mark in marks if mark.due_on]
    days = [today.toordinal(), *(day for _mark, day in dated)]
    yield line("drawing__axis", (MARGIN, LEVEL), (WIDTH - MARGIN, LEVEL))
    now = along(days[0], min(days), max(days))
    yield line("drawing__time", (now, TODAY_FROM), (now, TODAY_TO))
    yield text(
        "drawing__label drawing__label--middle", (min(max(now, MARGIN), WIDTH - MARGIN), TODAY_ABOVE), _("today")
    )
    places = spread([along(day, min(days), max(days)) for _mark, day in dated], WIDTH - MARGIN)
    for no, ((mark, _day), x) in enumerate(zip(dated, places, strict=True), 1):
        yield from _milestone(mark.state, x)
        yield text("drawing__label drawing__label--middle", (x, NUMBERS_BELOW), str(no))


def spread(places: Sequence[float], limit: float) -> list[float]:
    """The same places in the same order, moved apart as far as numbers below them need, the last not beyond limit."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + GAP) if moved else place)
    for back in range(len(moved)):
        at = len(moved) - 1 - back
        moved[at] = min(moved[at], limit - back * GAP)
    return moved


def _milestone(state: State, x: float) -> Iterator[str]:
    """Each state has a shape of its own, so that colour is not alone in telling."""
    yield circle(f"drawing__milestone drawing__milestone--{state}", (x, LEVEL), RADIUS)
    if state == "done":
        points = f"{x - 3:.2f},{LEVEL:g} {x - 1:.2f},{LEVEL + 3:g} {x + 3.5:.2f},{LEVEL - 3:g}"
        yield tag("polyline", {"class": "drawing__tick", "points": points})
    if state == "doing":
        yield circle("drawing__dot", (x, LEVEL), 3)
    if state == "dropped":
        yield line("drawing__cross", (x - 3, LEVEL - 3), (x + 3, LEVEL + 3))
        yield line("drawing__cross", (x - 3, LEVEL + 3), (x + 3, LEVEL - 3))


def _words(marks: Sequence[Mark]) -> Iterator[str]:
    if not marks:
        yield _("There are no milestones yet.")
    for no, mark in enumerate(marks, 1):
        said = {"no": no, "title": mark.title, "state": STATES[mark.state], "day": mark.due_on and day(mark.due_on)}
        yield (_("%(no)d. %(title)s: %(state)s, %(day)s") if mark.due_on else _("%(no)d. %(title)s: %(state)s")) % said
