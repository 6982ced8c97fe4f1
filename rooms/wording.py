"""What people write, made fit to be kept (pure). Not here: how long it may be (the verbs)."""

from __future__ import annotations

import unicodedata

VISIBLE = "LNPS"


def readable(text: str) -> str:
    """The text without control characters, lone surrogates and outer blanks."""
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs")).strip()


def is_visible(text: str) -> bool:
    """Whether there is anything to be seen in it."""
    return any(unicodedata.category(sign)[0] in VISIBLE for sign in text)
