"""A drawn picture, read as the tree that it is. Not here: how it should look."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rooms.board.pictures.drawing import Picture

ALLOWED = {"svg", "circle", "line", "polyline", "path", "rect", "text"}
ATTRIBUTES = re.compile(
    r"class|viewBox|aria-hidden|focusable|x|y|x1|x2|y1|y2|cx|cy|r|rx|d|points|width|height|transform|pathLength"
    r"|stroke-dasharray"
)


def shapes(picture: Picture, kind: str) -> list[dict[str, str]]:
    """The attributes of every shape that bears the class."""
    return [each.attrib for each in tree(picture).iter() if kind in each.get("class", "").split()]


def labels(picture: Picture) -> list[str]:
    return [each.text or "" for each in tree(picture).iter("text")]


def tree(picture: Picture) -> ET.Element:
    """The picture's elements; ones that could load, link, run or be styled in place are an error."""
    root = ET.fromstring(picture.svg)
    for each in root.iter():
        assert each.tag in ALLOWED, each.tag
        assert [name for name in each.attrib if not ATTRIBUTES.fullmatch(name)] == []
    return root


def classes(picture: Picture) -> set[str]:
    return {name for each in tree(picture).iter() for name in each.get("class", "").split()}
