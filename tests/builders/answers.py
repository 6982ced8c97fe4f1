"""What a page says, as its reader sees it. Not here: fetching it (people)."""

from __future__ import annotations

import re
from html import unescape
from typing import Any


def words(answer: Any) -> str:
    """The text of the page's middle."""
    middle = answer.text.split("<main", 1)[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", middle)))
