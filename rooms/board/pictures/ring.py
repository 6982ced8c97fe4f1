"""The ring of one goal: how far it has come, with a mark where its time stands. Not here: the rules (progress)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rooms.board.pictures.drawing import line, percent, picture, tag, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rooms.board.pictures.drawing import Picture

SIDE = 120.0
MIDDLE = SIDE / 2
RADIUS = 46.0
MARK_FROM, MARK_TO = 38.0, 56.0


def draw_ring(*, progress: float | None, elapsed: float | None, is_at_risk: bool = False) -> Picture:
    """Shares from 0 to 1; a goal without a measure has no arc, and one without dates no mark."""
    words = [*_words(progress, elapsed)]
    if is_at_risk:
        words.append(_("This goal is at risk."))
    return picture("ring", (SIDE, SIDE), _shapes(progress, elapsed, is_at_risk=is_at_risk), words)


def _shapes(progress: float | None, elapsed: float | None, *, is_at_risk: bool) -> Iterator[str]:
    yield _arc("drawing__track", 1.0)
    if progress:
        yield _arc("drawing__arc drawing__arc--at-risk" if is_at_risk else "drawing__arc", progress)
    if elapsed is not None:
        yield line("drawing__time", _at(elapsed, MARK_FROM), _at(elapsed, MARK_TO))
    if progress is not None:
        yield text("drawing__figure", (MIDDLE, MIDDLE), _("%(percent)d%%") % {"percent": percent(progress)})


def _arc(kind: str, share: float) -> str:
    """A circle of length 100, of which only the share is drawn, from the top on."""
    attributes: dict[str, str | float] = {"class": kind, "cx": MIDDLE, "cy": MIDDLE, "r": RADIUS, "pathLength": 100}
    attributes["stroke-dasharray"] = f"{share * 100:.2f} 100"
    attributes["transform"] = f"rotate(-90 {MIDDLE:g} {MIDDLE:g})"
    return tag("circle", attributes)


def _at(share: float, radius: float) -> tuple[float, float]:
    angle = 2 * math.pi * share - math.pi / 2
    return MIDDLE + radius * math.cos(angle), MIDDLE + radius * math.sin(angle)


def _words(progress: float | None, elapsed: float | None) -> Iterator[str]:
    if progress is None:
        yield _("Nothing is measured here: confidence tells how it goes.")
    else:
        yield _("%(percent)d%% of the way is done.") % {"percent": percent(progress)}
    if elapsed is not None:
        yield _("%(percent)d%% of the time has gone.") % {"percent": percent(elapsed)}
