"""What the browser has to fetch before a page can be used."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import pytest
from django.conf import settings

DIST = settings.ROOT / "frontend" / "dist"


@pytest.mark.parametrize(("name", "kilobytes"), [("page.js", 4), ("app.css", 12), ("icons.svg", 6), ("board.css", 4)])
def test_file_stays_within_its_budget(name, kilobytes):
    size = len(gzip.compress((DIST / name).read_bytes(), 9))

    assert size <= kilobytes * 1024


def test_page_script_needs_no_other():
    assert "import" not in (DIST / "page.js").read_text()


def test_first_script_of_a_room_stays_within_its_budget():
    size = sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in scripts_of("room.js"))

    assert size <= 35 * 1024


def scripts_of(name: str, known: frozenset[str] = frozenset()) -> frozenset[str]:
    """A script with all that it imports before it can run."""
    imported = re.findall(r"""(?:from|import)\s*"(\.\.?/[^"]+)\"""", (DIST / name).read_text())
    for other in (os.path.normpath(Path(name).parent / each) for each in imported):
        known = known if other in known else scripts_of(other, known | {name})
    return known | {name}
