"""A word that occurs nowhere else, and the search for it in all that a site leaves behind."""

from __future__ import annotations

import base64
import json
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def canary() -> str:
    """Letters only, so that no encoding takes it apart."""
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(16))


def disguises(word: str) -> set[bytes]:
    """The forms in which software usually writes a word down."""
    raw = word.encode()
    inner = {base64.b64encode(bytes(shift) + raw)[4:-4] for shift in range(3)}
    return {
        raw, raw.hex().encode(), raw.hex().upper().encode(), word.encode("utf-16le"), word.encode("utf-16be"),
        json.dumps(word).strip('"').encode(), quote(word).encode(), raw[::-1], *inner,
    }  # fmt: skip


def files_with(word: str) -> set[str]:
    """The files under the site's data folder that hold the word: database, its WAL, logs, media, whatever is there."""
    # In a process of its own: closing a file of the database here would drop SQLite's locks on it.
    arguments = [sys.executable, __file__, str(settings.VAR), *(form.hex() for form in disguises(word))]
    names = subprocess.run(arguments, check=True, capture_output=True, text=True, timeout=60).stdout
    return set(names.splitlines())


def print_files_with(folder: Path, forms: set[bytes]) -> None:
    for path in folder.rglob("*"):
        if path.is_file() and holds(path.read_bytes(), forms):
            print(path.relative_to(folder))  # noqa: T201  (the answer to files_with)


def columns_with(word: str) -> set[str]:
    """The columns of the database that hold the word."""
    forms = disguises(word)
    tables = connection.introspection.table_names()
    return {name for table in tables for name, value in cells(table) if holds(written(value), forms)}


def cells(table: str) -> list[tuple[str, object]]:
    """Every value of a table, under the name of its column."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [f"{table}.{column[0]}" for column in cursor.description]
        return [cell for row in cursor.fetchall() for cell in zip(names, row, strict=True)]


def written(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def holds(content: bytes, forms: set[bytes]) -> bool:
    return any(form in content for form in forms)


def database_files() -> set[str]:
    """The database and the files that SQLite keeps beside it; PostgreSQL keeps its own elsewhere."""
    if connection.vendor != "sqlite":
        return set()
    name = Path(connection.settings_dict["NAME"]).name
    return {name, f"{name}-wal"}


def empty_the_wal() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


if __name__ == "__main__":
    print_files_with(Path(sys.argv[1]), {bytes.fromhex(form) for form in sys.argv[2:]})
