"""Keys on disk: made once, readable by the owner alone. Not here: what is done with them (rooms.vault)."""

from __future__ import annotations

import hashlib
import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_key(path: Path) -> str:
    """The key in the file, or an empty string when there is none yet."""
    return path.read_text().strip() if path.is_file() else ""


def fingerprint(key: str) -> str:
    """Tells one site from another, and nothing about the key."""
    return hashlib.sha256(f"menteo|{key}".encode()).hexdigest()[:16]


def make_key(path: Path) -> bool:
    """Write 256 random bits (hex) once, mode 600; False when the file is there already."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True
