"""A process that would serve with the wrong key, or before the database is ready, does not start."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from server.keys import make_key
from tests.builders.database import database_url
from tests.builders.people import person
from tests.builders.rooms import mentorship_room

pytestmark = pytest.mark.django_db(transaction=True)

START = {
    "web": [sys.executable, "-c", "import server.asgi"],
    "worker": [sys.executable, "manage.py", "work"],
}


def start(process: str, **environment: str) -> tuple[int, str]:
    """Exit code and last line of a process that is expected to end by itself."""
    done = subprocess.run(
        START[process], env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("process", START)
def test_process_refuses_another_key(process, tmp_path):
    mentorship_room(person("mia"), person("noah"))
    make_key(tmp_path / "vault_key")

    code, said = start(process, DATABASE_URL=database_url(), VAULT_KEY_FILE=str(tmp_path / "vault_key"))

    assert (code, said) == (
        1,
        "Not started: This database was sealed under another key than the one in VAULT_KEY_FILE.",
    )


def test_web_refuses_a_missing_key(tmp_path):
    code, said = start("web", DATABASE_URL=database_url(), VAULT_KEY_FILE=str(tmp_path / "nowhere"))

    assert (code, said.startswith("Not started: ")) == (1, True)


def test_web_refuses_a_database_without_tables(tmp_path):
    code, said = start("web", DATABASE_URL=f"sqlite:///{tmp_path}/empty.sqlite3")

    assert code == 1
    assert said.endswith("Run `manage.py release` first.")
