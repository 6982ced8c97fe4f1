"""What processes tell each other, and how it is written and sealed for the way (pure but for the key)."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

import msgspec

from rooms.vault import Unreadable, open_bus, seal_bus

SENDER_BYTES = 16


class Frame(msgspec.Struct, frozen=True, array_like=True, tag="frame"):
    """A committed event, encoded once: text is the JSON that every member gets."""

    room: str
    epoch: str
    seq: int
    tag: str
    kind: str
    actor: str
    subject: str
    message_no: int
    text: str


class NoteFrame(msgspec.Struct, frozen=True, array_like=True, tag="note"):
    """A stored change of a note, encoded once; a private note's goes to its owner alone."""

    room: str
    person: str
    note: str
    no: int
    text: str


class Passing(msgspec.Struct, frozen=True, array_like=True, tag="passing"):
    """Something that leaves no trace, like typing: for all who have the room open, or for one person's connections."""

    room: str
    text: str
    but: str = ""
    to: str = ""


Message = Frame | NoteFrame | Passing
Hear = Callable[[Sequence[Message]], None]

_decoder = msgspec.msgpack.Decoder(list[Message])
_encoder = msgspec.msgpack.Encoder()


class Unintelligible(Exception):  # noqa: N818  (the word of the house: it is no fault of ours)
    """A letter that nobody of this site wrote, or that another version wrote."""


class Post:
    """Writes this process's letters and reads those of the others.

    The sender stands in clear before the seal, so that one's own echo is dropped for the price of a comparison.
    """

    def __init__(self) -> None:
        self._sender = secrets.token_hex(SENDER_BYTES // 2)
        self._own = self._sender.encode()

    def write(self, messages: Sequence[Message]) -> bytes:
        return self._own + seal_bus(self._sender, _encoder.encode(messages))

    def read(self, letter: bytes) -> list[Message]:
        """What another process says; nothing when the letter is our own."""
        sender, sealed = letter[:SENDER_BYTES], letter[SENDER_BYTES:]
        if sender == self._own:
            return []
        try:
            return _decoder.decode(open_bus(sender.decode("ascii"), sealed))
        except (ValueError, Unreadable, msgspec.MsgspecError):
            raise Unintelligible from None
