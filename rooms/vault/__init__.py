"""Seals, opens and holds keys; nobody else does. Not here: what is sealed and when (the verbs)."""

from rooms.vault.cipher import RoomCipher, Unreadable, VaultError, twice
from rooms.vault.keys import NoKey, check_master, erase, keyring, make_key, make_person_key, personal_cipher
from rooms.vault.master import WrongKey, open_bus, open_site, seal_bus, seal_site

__all__ = [
    "NoKey",
    "RoomCipher",
    "Unreadable",
    "VaultError",
    "WrongKey",
    "check_master",
    "erase",
    "keyring",
    "make_key",
    "make_person_key",
    "open_bus",
    "open_site",
    "personal_cipher",
    "seal_bus",
    "seal_site",
    "twice",
]
