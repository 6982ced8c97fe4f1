"""A strip of weeks, each as warm as sessions were held in it. Not here: booking them (calendar_sync)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rooms.board.pictures.drawing import MARGIN, WIDTH, day, picture, tag, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from rooms.board.pictures.drawing import Picture

    Week = tuple[date, int]

WEEK = timedelta(days=7)
# A year; of a longer time the newest part is drawn.
WEEKS_DRAWN = 52
WEEKS_A_ROW = 13
WARMEST = 3
CELL = (WIDTH - 2 * MARGIN) / WEEKS_A_ROW
SIDE = CELL - 3
ROUND = 3.0


def draw_sessions(held: Iterable[date], *, first: date, last: date) -> Picture:
    """The weeks between two days, both included, with how many sessions each of them had."""
    weeks = sessions_by_week(held, first=first, last=last)
    rows = -(-len(weeks) // WEEKS_A_ROW)
    return picture("sessions", (WIDTH, MARGIN + rows * CELL), _shapes(weeks), [*_words(weeks)])


def sessions_by_week(held: Iterable[date], *, first: date, last: date) -> list[Week]:
    """The newest WEEKS_DRAWN weeks, by their Monday."""
    newest, oldest = monday(last), monday(first)
    counts = Counter(monday(each) for each in held)
    count = min((newest - oldest) // WEEK + 1, WEEKS_DRAWN)
    return [(newest - WEEK * back, counts[newest - WEEK * back]) for back in reversed(range(count))]


def monday(moment: date) -> date:
    return moment - timedelta(days=moment.weekday())


def _shapes(weeks: Sequence[Week]) -> Iterator[str]:
    for no, (_monday, count) in enumerate(weeks):
        row, column = divmod(no, WEEKS_A_ROW)
        x, y = MARGIN + column * CELL, MARGIN / 2 + row * CELL
        warmth = min(count, WARMEST)
        kind = f"drawing__week drawing__week--{warmth}"
        yield tag("rect", {"class": kind, "x": x, "y": y, "width": SIDE, "height": SIDE, "rx": ROUND})
        if count:
            yield text(f"drawing__count drawing__count--{warmth}", (x + SIDE / 2, y + SIDE / 2), str(count))


def _words(weeks: Sequence[Week]) -> Iterator[str]:
    if not weeks:
        yield _("There is no week to show yet.")
        return
    total = sum(count for _monday, count in weeks)
    sessions = ngettext("%(count)d session", "%(count)d sessions", total) % {"count": total}
    among = ngettext("%(count)d week", "%(count)d weeks", len(weeks)) % {"count": len(weeks)}
    said = {"sessions": sessions, "weeks": among, "day": day(weeks[0][0])}
    yield _("%(sessions)s in %(weeks)s, from the week of %(day)s.") % said
    pause = longest_pause(weeks)
    if pause:
        paused = ngettext("%(count)d week", "%(count)d weeks", pause) % {"count": pause}
        yield _("The longest time without a session: %(weeks)s.") % {"weeks": paused}


def longest_pause(weeks: Sequence[Week]) -> int:
    return max((len(list(run)) for count, run in groupby(count for _monday, count in weeks) if not count), default=0)
