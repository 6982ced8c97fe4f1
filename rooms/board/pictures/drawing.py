"""What all pictures are made of: safe SVG, and the words that say the same. Not here: any one picture.

Shapes carry classes alone; colours for light, dark and print stand in the style sheet.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from django.utils.formats import date_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

WIDTH = 320.0
MARGIN = 16.0


class Picture(NamedTuple):
    """A drawing for the eye, and the words that say the same to everybody."""

    svg: SafeString
    words: tuple[str, ...]

    @property
    def figure(self) -> SafeString:
        """Both together, as a page shows them."""
        told = format_html_join("", "<p>{}</p>", ((line,) for line in self.words))
        return format_html('<figure class="picture">{}<figcaption>{}</figcaption></figure>', self.svg, told)


def picture(name: str, size: tuple[float, float], shapes: Iterable[str], words: Sequence[str]) -> Picture:
    """Hidden from screen readers, since the words stand right below it."""
    box = f"0 0 {number(size[0])} {number(size[1])}"
    attributes = {"class": f"drawing drawing--{name}", "viewBox": box, "aria-hidden": "true", "focusable": "false"}
    return Picture(tag("svg", attributes, *shapes), tuple(words))


def tag(name: str, attributes: Mapping[str, str | float], *inside: str) -> SafeString:
    """One element; text inside is escaped unless it is an element itself."""
    pairs = ((key, value if isinstance(value, str) else number(value)) for key, value in attributes.items())
    written = format_html_join("", ' {}="{}"', pairs)
    content = mark_safe("".join(conditional_escape(part) for part in inside))  # noqa: S308  (each part is escaped)
    return format_html("<{}{}>{}</{}>", name, written, content, name)


def line(kind: str, start: tuple[float, float], end: tuple[float, float]) -> SafeString:
    return tag("line", {"class": kind, "x1": start[0], "y1": start[1], "x2": end[0], "y2": end[1]})


def circle(kind: str, middle: tuple[float, float], radius: float) -> SafeString:
    return tag("circle", {"class": kind, "cx": middle[0], "cy": middle[1], "r": radius})


def text(kind: str, at: tuple[float, float], said: str) -> SafeString:
    return tag("text", {"class": kind, "x": at[0], "y": at[1]}, said)


def number(value: float) -> str:
    """Two decimals are finer than any screen."""
    if not math.isfinite(value):
        raise ValueError("Only finite numbers can be drawn.")
    return f"{value:.2f}".rstrip("0").rstrip(".")


def along(value: float, low: float, high: float) -> float:
    """Where a value of an axis stands across the picture; the only value of an axis stands in the middle."""
    share = (value - low) / (high - low) if high > low else 0.5
    return MARGIN + share * (WIDTH - 2 * MARGIN)


def day(moment: date) -> str:
    return date_format(moment, "j F Y")


def short_day(moment: date) -> str:
    return date_format(moment, "j F")


def percent(share: float) -> int:
    """Down, so that 100 is never said before it is reached."""
    return math.floor(share * 100 + 1e-9)
