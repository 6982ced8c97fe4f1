"""Reads the texts of conversations: who says what to whom, how long after the last. Not here: when that was (timing).

== 6w tue 16:40             a new scene, placed in time (see timing.py)
ruth #plan: Text.           what ruth says; #plan lets others answer it
| A further line of it.
ines +40m >plan: Text.      forty minutes later, in answer to it
^ ruth 👍, omar 🙏           reactions to the line above
^ was: Txet.                what stood there until it was edited
^ gone 2m [ruth]            deleted two minutes later, by its author or by ruth
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LINE = re.compile(r"(\w+)((?: [+#>]\w+)*): (.+)")
UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@dataclass(eq=False, slots=True)
class Line:
    """One message as it is written down; `who` is a person's key, or a part that is cast later."""

    who: str
    text: str
    gap: timedelta | None = None
    answers: Line | None = None
    was: str = ""
    gone_after: timedelta | None = None
    gone_by: str = ""
    reactions: list[tuple[str, str]] = field(default_factory=list)


@dataclass(slots=True)
class Scene:
    """Lines that belong together; `when` is what stands in its heading."""

    when: str = ""
    lines: list[Line] = field(default_factory=list)


def read_scenes(path: Path) -> list[Scene]:
    """The scenes of a file; without headings, blank lines part them."""
    labels: dict[str, Line] = {}
    scenes = [Scene()]
    for row in path.read_text(encoding="utf-8").splitlines():
        if row.startswith("== "):
            scenes.append(Scene(row[3:]))
        elif row:
            _read(row, scenes[-1].lines, labels)
        elif not scenes[-1].when:
            scenes.append(Scene())
    return [scene for scene in scenes if scene.lines]


def read_rows(path: Path) -> list[str]:
    """The rows of a file that is a plain list; a row that begins with a bar goes on with the one above."""
    rows = path.read_text(encoding="utf-8").strip().replace("\n| ", "\v").split("\n")
    return [row.replace("\v", "\n") for row in rows]


def _read(row: str, lines: list[Line], labels: dict[str, Line]) -> None:
    if row.startswith("|"):
        lines[-1].text += "\n" + row[2:]
    elif row.startswith("^"):
        _remark(row[2:], lines[-1])
    else:
        lines.append(_say(row, labels))


def _say(row: str, labels: dict[str, Line]) -> Line:
    found = LINE.fullmatch(row)
    if found is None:
        raise ValueError(f"This is no line of a conversation: {row!r}")
    line = Line(found[1], found[3])
    marks: dict[str, Callable[[str], None]] = {
        "+": lambda value: setattr(line, "gap", span(value)),
        ">": lambda value: setattr(line, "answers", labels[value]),
        "#": lambda value: labels.__setitem__(value, line),
    }
    for mark in found[2].split():
        marks[mark[0]](mark[1:])
    return line


def _remark(words: str, line: Line) -> None:
    if words.startswith("was: "):
        line.was = words.removeprefix("was: ")
    elif words.startswith("gone "):
        after, _blank, line.gone_by = words.removeprefix("gone ").partition(" ")
        line.gone_after = span(after)
    else:
        line.reactions += [(who, emoji) for who, emoji in (each.split() for each in words.split(","))]


def span(words: str) -> timedelta:
    """`40m`, `2h` or `1d`."""
    return timedelta(**{UNITS[words[-1]]: int(words[:-1])})
