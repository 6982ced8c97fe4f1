"""Which database the tests run on, and its address for other processes. Not here: starting one (postgres_server)."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection

ON_POSTGRES = connection.vendor == "postgresql"
only_sqlite = pytest.mark.skipif(ON_POSTGRES, reason="a matter of SQLite's own")
only_postgres = pytest.mark.skipif(not ON_POSTGRES, reason="a matter of PostgreSQL's own")


def database_url() -> str:
    """The test database, as another process of the site is told of it."""
    name = connection.settings_dict["NAME"]
    if not ON_POSTGRES:
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
