"""What a thief of the database would read. Not here: who made it."""

from __future__ import annotations

import re

from django.db import connection

TOKENS = re.compile(r"[\w-]{8,}")


def database_text() -> str:
    """Every value of every table, as text; bytes both as hex and as the characters they hold."""
    return "\n".join(written(value) for table in connection.introspection.table_names() for value in values(table))


def values(table: str) -> list[object]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [value for row in cursor.fetchall() for value in row]


def written(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return f"{bytes(value).hex()}\n{bytes(value).decode('latin1')}"
    return str(value)


def database_tokens() -> set[str]:
    """Every run of characters in the database that could be tried as a cookie or a token."""
    return set(TOKENS.findall(database_text()))
