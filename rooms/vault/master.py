"""The site's master key, read from its file, and what is sealed under it directly. Not here: room keys (keys)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from rooms.vault.cipher import KEY_BYTES, Box, VaultError, place, subkey

if TYPE_CHECKING:
    import uuid

SITE_KEY_NO = 1
FINGERPRINT_BYTES = 8
SENDERS_HELD = 256


class WrongKey(VaultError):  # noqa: N818  (the word of the house: a refusal is an answer, not a fault)
    """The key file is missing, broken, or belongs to another database."""


class Master:
    """The master key: it wraps room keys and yields the site's own subkeys."""

    def __init__(self, key: bytes) -> None:
        self.id = subkey(key, "fingerprint")[:FINGERPRINT_BYTES].hex()
        self._wrap = Box(key, SITE_KEY_NO)
        self._digest_key = subkey(key, "digest")
        self.site = Box(subkey(key, "site"), SITE_KEY_NO)
        self._bus_key = subkey(key, "bus")
        self.bus = lru_cache(maxsize=SENDERS_HELD)(self._bus)

    def _bus(self, sender: str) -> Box:
        """What one process says to the others: under a key of its own, so that no key seals without end."""
        return Box(subkey(self._bus_key, sender), SITE_KEY_NO)

    def wrap(self, room_id: uuid.UUID, key: bytes) -> bytes:
        return self._wrap.seal(place("wrap", self.id, room_id), key)

    def unwrap(self, room_id: uuid.UUID, wrapped: bytes) -> bytes:
        return self._wrap.open(place("wrap", self.id, room_id), wrapped)

    def wrap_personal(self, person_id: uuid.UUID, key: bytes) -> bytes:
        return self._wrap.seal(place("wrap-personal", self.id, person_id), key)

    def unwrap_personal(self, person_id: uuid.UUID, wrapped: bytes) -> bytes:
        return self._wrap.open(place("wrap-personal", self.id, person_id), wrapped)

    def digest_key(self, room_id: uuid.UUID) -> bytes:
        """For the digests of a room that has no key of its own."""
        return subkey(self._digest_key, str(room_id))


def seal_site(purpose: str, row: str, data: bytes) -> bytes:
    """Seal what belongs to no room: second-factor secrets, queued mail."""
    return master().site.seal(place("site", purpose, row), data)


def open_site(purpose: str, row: str, value: bytes) -> bytes:
    return master().site.open(place("site", purpose, row), value)


def seal_bus(sender: str, data: bytes) -> bytes:
    """Seal what a process says to the others, so that Redis learns nothing and can invent nothing."""
    return master().bus(sender).seal(place("bus", sender), data)


def open_bus(sender: str, value: bytes) -> bytes:
    return master().bus(sender).open(place("bus", sender), value)


def master() -> Master:
    return read_master(Path(settings.VAULT_KEY_FILE))


@lru_cache(maxsize=2)
def read_master(path: Path) -> Master:
    """The key in the file, which holds 64 hexadecimal characters; read once per process."""
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise WrongKey(
            "The file that VAULT_KEY_FILE names is missing or does not hold 64 hexadecimal characters:"
            " put the site's own there."
        )
    return Master(key)
