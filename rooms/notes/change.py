"""What a change of a note says: read from the editor's update format, version 1, without applying it (pure).

Only plain text in one root passes. Whatever else the format could carry (nested types, formats, embedded things, gaps)
would reach every reader's editor, and none of ours writes it. Not here: applying a change (document).
"""

from __future__ import annotations

from dataclasses import dataclass

ROOT = "text"
LARGEST_NUMBER = 2**53 - 1
# Beyond what anybody could type, and well within what the library counts with.
LARGEST_CLOCK = 2**31 - 1
NUMBER_BITS = 7

DELETED = 1
STRING = 4
HAS_ORIGIN = 0x80
HAS_RIGHT_ORIGIN = 0x40
NAMED_ROOT = 1

Clocks = dict[int, int]


class Malformed(Exception):  # noqa: N818  (the word of the house: a refusal is an answer, not a fault)
    """These bytes are no change that our editor could have written."""


@dataclass(frozen=True, slots=True)
class Change:
    """How far the change goes for each client that it speaks of: in what it adds, and in what it deletes."""

    added: Clocks
    deleted: Clocks


def read_change(update: bytes) -> Change:
    """The change that the bytes encode; raises Malformed."""
    source = Source(update)
    change = Change(added=_read_added(source), deleted=_read_deleted(source))
    source.require_end()
    return change


def read_vector(vector: bytes) -> Clocks:
    """How far a document has come for each client; raises Malformed."""
    source = Source(vector)
    clocks = {source.number(): source.number() for _ in range(source.number())}
    source.require_end()
    return clocks


def _read_added(source: Source) -> Clocks:
    ends: Clocks = {}
    for _ in range(source.number()):
        count, client, clock = source.number(), source.number(), source.number()
        for _ in range(count):
            clock += _read_length(source)
        ends[client] = farthest(clock, ends.get(client, 0))
    return ends


def _read_length(source: Source) -> int:
    """Read one piece of text, or one that was deleted meanwhile; gives its length."""
    info = source.byte()
    if info & HAS_ORIGIN:
        source.number(), source.number()
    if info & HAS_RIGHT_ORIGIN:
        source.number(), source.number()
    is_first = not info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)
    if is_first and (source.number() != NAMED_ROOT or source.text() != ROOT):
        raise Malformed
    return _read_content(source, info & ~(HAS_ORIGIN | HAS_RIGHT_ORIGIN))


def _read_content(source: Source, kind: int) -> int:
    if kind not in (DELETED, STRING):
        raise Malformed
    text = source.text() if kind == STRING else ""
    length = len(text.encode("utf-16-le")) // 2 if kind == STRING else source.number()
    # Editors count a line break as one sign and would lose their place over two.
    if length == 0 or "\r" in text:
        raise Malformed
    return length


def _read_deleted(source: Source) -> Clocks:
    ends: Clocks = {}
    for _ in range(source.number()):
        client = source.number()
        for _ in range(source.number()):
            end = source.number() + source.number()
            ends[client] = farthest(end, ends.get(client, 0))
    return ends


def farthest(one: int, other: int) -> int:
    if one > LARGEST_CLOCK:
        raise Malformed
    return max(one, other)


class Source:
    """Bytes, read from the left."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def byte(self) -> int:
        if self._at >= len(self._content):
            raise Malformed
        self._at += 1
        return self._content[self._at - 1]

    def number(self) -> int:
        """Seven bits a byte, the lowest first."""
        value, shift = 0, 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if value > LARGEST_NUMBER:
                raise Malformed
            if byte < 0x80:  # noqa: PLR2004  (the bit that says that more follow)
                return value
            shift += NUMBER_BITS

    def text(self) -> str:
        size = self.number()
        raw = self._content[self._at : self._at + size]
        self._at += size
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            raise Malformed from None
        if len(raw) != size:
            raise Malformed
        return text

    def require_end(self) -> None:
        if self._at != len(self._content):
            raise Malformed
