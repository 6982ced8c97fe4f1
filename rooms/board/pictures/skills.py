"""Skills before and now, a row of dots for each. Not here: who says at which level somebody stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from rooms.board.pictures.drawing import MARGIN, WIDTH, along, circle, line, picture, tag, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rooms.board.pictures.drawing import Picture

LOWEST, HIGHEST = 0, 5
ROW = 44.0
NAME_AT, DOTS_AT = 14.0, 30.0
SCALE_HEIGHT = 20.0
NAME_LENGTH = 44
WANTED_HALF = 8.0
BEFORE_RADIUS, NOW_RADIUS = 7.0, 4.0


class Growth(NamedTuple):
    """One skill on levels from 0 to 5."""

    name: str
    before: int
    now: int
    wanted: int | None = None


def draw_skills(skills: Sequence[Growth]) -> Picture:
    height = ROW * len(skills) + SCALE_HEIGHT
    return picture("skills", (WIDTH, height), _shapes(skills), [*_words(skills)])


def _shapes(skills: Sequence[Growth]) -> Iterator[str]:
    for row, skill in enumerate(skills):
        yield from _row(skill, row * ROW)
    below = ROW * len(skills) + SCALE_HEIGHT - 6
    for level in range(LOWEST, HIGHEST + 1):
        yield text("drawing__label drawing__label--middle", (_across(level), below), str(level))


def _row(skill: Growth, top: float) -> Iterator[str]:
    y = top + DOTS_AT
    yield text("drawing__name", (MARGIN, top + NAME_AT), Truncator(skill.name).chars(NAME_LENGTH))
    yield line("drawing__rule", (_across(LOWEST), y), (_across(HIGHEST), y))
    if skill.now != skill.before:
        yield line("drawing__way", (_across(skill.before), y), (_across(skill.now), y))
    if skill.wanted is not None:
        x = _across(skill.wanted)
        yield tag("path", {"class": "drawing__wanted", "d": f"M{x:.2f} {y - WANTED_HALF:g}V{y + WANTED_HALF:g}"})
    yield circle("drawing__before", (_across(skill.before), y), BEFORE_RADIUS)
    yield circle("drawing__dot", (_across(skill.now), y), NOW_RADIUS)


def _across(level: int) -> float:
    return along(level, LOWEST, HIGHEST)


def _words(skills: Sequence[Growth]) -> Iterator[str]:
    if not skills:
        yield _("No skill is named by a goal yet.")
        return
    yield _("Levels from 0 to 5. An open circle is the level before, a dot the level now, a stroke the level wanted.")
    for skill in skills:
        if skill.wanted is None:
            yield _("%(name)s: %(before)d before, %(now)d now.") % skill._asdict()
        else:
            yield _("%(name)s: %(before)d before, %(now)d now, %(wanted)d wanted.") % skill._asdict()
