"""The line of a goal's confidence from check-in to check-in. Not here: what confidence decides (progress)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooms.board.pictures.drawing import MARGIN, WIDTH, along, circle, day, line, picture, short_day, tag, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from rooms.board.pictures.drawing import Picture

    CheckIn = tuple[date, int]

LOWEST, HIGHEST = 1, 10
# Up to here a goal is at risk, from the second on it is on track.
AT_RISK_UP_TO, ON_TRACK_FROM = 3, 8
TOP, BOTTOM = 12.0, 112.0
HEIGHT = 136.0
DAYS_BELOW = 130.0


def draw_confidence(check_ins: Sequence[CheckIn]) -> Picture:
    """Days with confidence from 1 to 10, oldest first."""
    return picture("confidence", (WIDTH, HEIGHT), _shapes(check_ins), [*_words(check_ins)])


def _shapes(check_ins: Sequence[CheckIn]) -> Iterator[str]:
    for level in (AT_RISK_UP_TO + 0.5, ON_TRACK_FROM - 0.5):
        yield line("drawing__rule", (MARGIN, _height(level)), (WIDTH - MARGIN, _height(level)))
    for level in (LOWEST, HIGHEST):
        yield text("drawing__label drawing__label--end", (MARGIN - 3, _height(level) + 4), str(level))
    if not check_ins:
        return
    first, last = check_ins[0][0], check_ins[-1][0]
    points = [(along(at.toordinal(), first.toordinal(), last.toordinal()), _height(value)) for at, value in check_ins]
    yield tag("polyline", {"class": "drawing__line", "points": " ".join(f"{x:.2f},{y:.2f}" for x, y in points)})
    yield from (circle("drawing__dot", point, 4) for point in points)
    yield text("drawing__label", (MARGIN, DAYS_BELOW), short_day(first))
    if last != first:
        yield text("drawing__label drawing__label--end", (WIDTH - MARGIN, DAYS_BELOW), short_day(last))


def _height(value: float) -> float:
    return BOTTOM - (value - LOWEST) / (HIGHEST - LOWEST) * (BOTTOM - TOP)


def _words(check_ins: Sequence[CheckIn]) -> Iterator[str]:
    if not check_ins:
        yield _("There has been no check-in yet.")
        return
    values = [value for _at, value in check_ins]
    counted = ngettext("%(count)d check-in", "%(count)d check-ins", len(values)) % {"count": len(values)}
    said = {"first": values[0], "low": min(values), "high": max(values), "now": values[-1], "check_ins": counted}
    told = _("%(check_ins)s, confidence from 1 to 10: first %(first)d, lowest %(low)d, highest %(high)d, now %(now)d.")
    yield told % said
    yield "; ".join(_("%(day)s: %(value)d") % {"day": day(at), "value": value} for at, value in check_ins) + "."
