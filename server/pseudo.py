"""A pretended language that shows which strings are not translatable (pure). Not here: files (catalogue)."""

from __future__ import annotations

import re

LONGER = 0.4
ACCENTS = str.maketrans("AEIOUYaeiouyCcDdGgHhJjKkLlNnRrSsTtWwZz", "ÂÊÎÔÛŶâêîôûŷĆćĎďĜĝĤĥĴĵĶķĹĺŃńŔŕŚśŢţŴŵŹź")
# What stands for a value, a mark-up tag or an entity must stay as it is.
KEPT = re.compile(r"%\(\w+\)[a-z]|%%|%[a-z]|\{\w*\}|<[^>]*>|&#?\w+;|https?://\S+")


def pseudo(text: str) -> str:
    """Such as "⟦Śîĝń îń ~~⟧" for "Sign in"; blank texts and blank ends stay."""
    words = text.strip()
    if not words:
        return text
    start, end = text.split(words, 1) if words else ("", "")
    padding = "~" * round(len(KEPT.sub("", words)) * LONGER)
    tail = " ".join(padding[at : at + 6] for at in range(0, len(padding), 6))
    return f"{start}⟦{accented(words)}{' ' + tail if tail else ''}⟧{end}"


def accented(text: str) -> str:
    parts, at = [], 0
    for kept in KEPT.finditer(text):
        parts += [text[at : kept.start()].translate(ACCENTS), kept.group()]
        at = kept.end()
    return "".join(parts) + text[at:].translate(ACCENTS)
