"""What people write, made fit to be kept (pure). Not here: how long it may be (the verbs)."""

from __future__ import annotations

import re
from unicodedata import category

VISIBLE = "LNPS"
# Unicode's Cc but for line feed and tab, and Cs.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


def readable(text: str) -> str:
    """The text without control characters, lone surrogates and outer blanks."""
    return CONTROL.sub("", text).strip()


def is_visible(text: str) -> bool:
    """Whether there is anything to be seen in it."""
    return any(category(sign)[0] in VISIBLE for sign in text)
