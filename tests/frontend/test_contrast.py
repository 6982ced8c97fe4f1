"""What pictures of progress draw can be told from its ground, in light and dark."""

from __future__ import annotations

import re

import pytest
from django.conf import settings

TOKENS = (settings.ROOT / "frontend" / "css" / "tokens.css").read_text()
TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    ("ink", "surface", TEXT),
    ("ink-2", "surface", TEXT),
    ("ink-3", "surface", TEXT),
    ("ink", "sunken", TEXT),
    ("ink", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("accent", "surface", SHAPE),
    ("accent", "line", SHAPE),
    ("warn", "surface", SHAPE),
    ("warn", "line", SHAPE),
    ("ink", "line", SHAPE),
    ("mentee", "surface", SHAPE),
    ("edge", "surface", SHAPE),
    ("edge", "paper", SHAPE),
]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("above", "below", "least"), PAIRS)
def test_colour_stands_out_from_its_ground(above, below, least, scheme):
    assert contrast(colours(above)[scheme], colours(below)[scheme]) >= least


def colours(token: str) -> tuple[str, str]:
    """The token's colours in light and dark."""
    [found] = re.findall(rf"--{token}: light-dark\(#(\w{{6}}), #(\w{{6}})\)", TOKENS)
    return found


def contrast(one: str, other: str) -> float:
    """As WCAG 2.2 reckons it."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_contrast_is_reckoned_as_published():
    assert round(contrast("000000", "ffffff"), 1) == 21.0
    assert round(contrast("777777", "ffffff"), 2) == 4.48
