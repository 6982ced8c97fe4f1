"""Sealing bytes under a key, bound to the place where they stand (pure). Not here: where keys come from."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    import uuid

CLEAR = 0
SEALED = 1
KEY_BYTES = 32
NONCE_BYTES = 12
HEAD_BYTES = 2
LENGTH_BYTES = 4
STEP_BYTES = 64
DIGEST_BYTES = 16


class VaultError(Exception):
    """Base of all that the vault refuses; no message quotes a value or a key."""


class Unreadable(VaultError):  # noqa: N818  (the word of the house: a refusal is an answer, not a fault)
    """The bytes were not sealed for this place under this key, or were damaged."""


class RoomCipher(Protocol):
    """What a room's words pass through on their way into a row and out of it."""

    def seal(self, purpose: str, row: uuid.UUID | str, field: str, version: int, text: bytes) -> bytes: ...

    def open(self, purpose: str, row: uuid.UUID | str, field: str, version: int, value: bytes) -> bytes: ...

    def digest(self, data: bytes) -> bytes: ...


class SealedRoom:
    """The words of a mentorship room, or of one person: sealed, each for one purpose, row, field and version."""

    def __init__(self, key: bytes, *, no: int, room: uuid.UUID) -> None:
        self._box = Box(subkey(key, "seal"), no)
        self._digest_key = subkey(key, "digest")
        self._room = str(room)

    def seal(self, purpose: str, row: uuid.UUID | str, field: str, version: int, text: bytes) -> bytes:
        return self._box.seal(place(purpose, self._room, row, field, version), text)

    def open(self, purpose: str, row: uuid.UUID | str, field: str, version: int, value: bytes) -> bytes:
        return self._box.open(place(purpose, self._room, row, field, version), value)

    def digest(self, data: bytes) -> bytes:
        """Equal for equal data in this room, and telling nothing to anybody without its key."""
        return keyed_digest(self._digest_key, data)


class ClearRoom:
    """The words of a group room: in clear, through the same interface."""

    def __init__(self, digest_key: bytes) -> None:
        self._digest_key = digest_key

    def seal(self, purpose: str, row: uuid.UUID | str, field: str, version: int, text: bytes) -> bytes:  # noqa: ARG002  (RoomCipher)
        return bytes([CLEAR]) + text

    def open(self, purpose: str, row: uuid.UUID | str, field: str, version: int, value: bytes) -> bytes:  # noqa: ARG002  (RoomCipher)
        raw = bytes(value)
        if raw[:1] != bytes([CLEAR]):
            raise Unreadable("This value does not stand in clear.")
        return raw[1:]

    def digest(self, data: bytes) -> bytes:
        return keyed_digest(self._digest_key, data)


class Twice:
    """Opens only to who holds both keys, and to nobody once either of them is erased."""

    def __init__(self, inner: RoomCipher, outer: RoomCipher) -> None:
        self._inner = inner
        self._outer = outer

    def seal(self, purpose: str, row: uuid.UUID | str, field: str, version: int, text: bytes) -> bytes:
        return self._outer.seal(purpose, row, field, version, self._inner.seal(purpose, row, field, version, text))

    def open(self, purpose: str, row: uuid.UUID | str, field: str, version: int, value: bytes) -> bytes:
        return self._inner.open(purpose, row, field, version, self._outer.open(purpose, row, field, version, value))

    def digest(self, data: bytes) -> bytes:
        return self._inner.digest(self._outer.digest(data))


def twice(*, inner: RoomCipher, outer: RoomCipher) -> RoomCipher:
    return Twice(inner, outer)


class Box:
    """One AES-256-GCM key: `version | key no | nonce | sealed`, each value bound to its place."""

    def __init__(self, key: bytes, no: int) -> None:
        self._gcm = AESGCM(key)
        self._head = bytes([SEALED, no])

    def seal(self, where: bytes, text: bytes) -> bytes:
        nonce = os.urandom(NONCE_BYTES)
        return self._head + nonce + self._gcm.encrypt(nonce, pad(text), where)

    def open(self, where: bytes, value: bytes) -> bytes:
        raw = bytes(value)
        nonce = raw[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES]
        if raw[:HEAD_BYTES] != self._head or len(nonce) != NONCE_BYTES:
            raise Unreadable("This value was not sealed under this key.")
        try:
            return unpad(self._gcm.decrypt(nonce, raw[HEAD_BYTES + NONCE_BYTES :], where))
        except InvalidTag:
            raise Unreadable("This value was sealed for another place, or was damaged.") from None


def place(*parts: object) -> bytes:
    """Where a value stands, as one unambiguous name."""
    name = "|".join(map(str, parts))
    if name.count("|") >= len(parts):
        raise ValueError("A part of a sealed value's place may not contain a bar.")
    return name.encode()


def pad(text: bytes) -> bytes:
    """The text behind its length, in steps, so that the size of a row tells little."""
    framed = len(text).to_bytes(LENGTH_BYTES) + text
    return framed + bytes(-len(framed) % STEP_BYTES)


def unpad(padded: bytes) -> bytes:
    length = int.from_bytes(padded[:LENGTH_BYTES])
    return padded[LENGTH_BYTES : LENGTH_BYTES + length]


def subkey(key: bytes, matter: str) -> bytes:
    """A key for one matter; from it neither the key nor the one of another matter can be found."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"menteo|{matter}".encode()).derive(key)


def keyed_digest(key: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(data, key=key, digest_size=DIGEST_BYTES).digest()
