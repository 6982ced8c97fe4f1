"""What the browser has to fetch before a page can be used."""

from __future__ import annotations

import gzip

import pytest
from django.conf import settings

DIST = settings.ROOT / "frontend" / "dist"


@pytest.mark.parametrize(("name", "kilobytes"), [("page.js", 4), ("app.css", 12), ("icons.svg", 6)])
def test_file_stays_within_its_budget(name, kilobytes):
    size = len(gzip.compress((DIST / name).read_bytes(), 9))

    assert size <= kilobytes * 1024


def test_page_script_needs_no_other():
    assert "import" not in (DIST / "page.js").read_text()
