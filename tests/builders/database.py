"""Which database the tests run on, and its address for other processes. Not here: starting one (postgres_server)."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

if TYPE_CHECKING:
    from pathlib import Path

ON_POSTGRES = connection.vendor == "postgresql"
only_sqlite = pytest.mark.skipif(ON_POSTGRES, reason="a matter of SQLite's own")
only_postgres = pytest.mark.skipif(not ON_POSTGRES, reason="a matter of PostgreSQL's own")


def examples(count: int) -> int:
    """How many random histories to try: they are about our code, so a third is enough on the second database."""
    return count // 3 if ON_POSTGRES else count


def database_url() -> str:
    """The test database, as another process of the site is told of it."""
    name = connection.settings_dict["NAME"]
    return _on_our_server(name) if ON_POSTGRES else f"sqlite:///{name}"


def empty_database(folder: Path) -> str:
    """The address of a new database without any tables."""
    if not ON_POSTGRES:
        return f"sqlite:///{folder}/empty.sqlite3"
    name = f"empty_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return _on_our_server(name)


def _on_our_server(name: str) -> str:
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
