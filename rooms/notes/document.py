"""One note in memory: what its updates make of it. Not here: where they are stored (writing, reading)."""

from __future__ import annotations

from pycrdt import Doc, Text

from rooms.notes.change import ROOT, Malformed, read_change, read_vector

EMPTY_VECTOR = b"\x00"


class Document:
    """Lives in one thread at a time. After a refusal it may hold a part of what was refused: it is of no more use."""

    def __init__(self) -> None:
        self._doc: Doc[Text] = Doc()
        self._text = self._doc.get(ROOT, type=Text)

    @property
    def text(self) -> str:
        return str(self._text)

    @property
    def text_bytes(self) -> int:
        return len(self._text)

    @property
    def vector(self) -> bytes:
        return self._doc.get_state()

    def state(self, vector: bytes = b"") -> bytes:
        """All of it, or what somebody with this vector lacks; raises Malformed."""
        try:
            return self._doc.get_update(vector or EMPTY_VECTOR)
        except ValueError:
            raise Malformed from None

    def restore(self, update: bytes) -> None:
        """Take in what was checked before it was stored."""
        self._doc.apply_update(update)

    def take(self, update: bytes) -> bool:
        """Take in what somebody sends, if all that it builds on is here; whether it changed anything.

        An update with a gap would wait in memory for its missing part, and nobody would see it.
        """
        change = read_change(update)
        before, size = read_vector(self.vector), self.text_bytes
        wanted = {**before, **{client: max(end, before.get(client, 0)) for client, end in change.added.items()}}
        if any(end > wanted.get(client, 0) for client, end in change.deleted.items()):
            raise Malformed
        self._apply(update)
        if read_vector(self.vector) != {client: end for client, end in wanted.items() if end}:
            raise Malformed
        return wanted != before or self.text_bytes != size

    def _apply(self, update: bytes) -> None:
        try:
            self._doc.apply_update(update)
        except BaseException:  # noqa: BLE001  (where the library gives up, it raises what is no Exception)
            raise Malformed from None
