"""A process that cannot serve as it should does not start, and says in one sentence what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db.migrations.recorder import MigrationRecorder

from server.accounts.signing import check_signing_key
from server.keys import make_key
from server.starting import why_no_connection
from tests.builders.commands import free_port
from tests.builders.database import database_url, empty_database, only_postgres
from tests.builders.people import person
from tests.builders.rooms import mentorship_room

pytestmark = pytest.mark.django_db(transaction=True)

START = {
    "web": [sys.executable, "-c", "import server.asgi"],
    "worker": [sys.executable, "manage.py", "work"],
}
TOMORROW = "import time, time_machine as t; t.travel(time.time() + 86_400, tick=True).start(); import server.asgi"
# Both ask the same questions: that the worker asks them at all is tried by a few.
each_process = pytest.mark.parametrize("process", START)


def start(command: list[str], **environment: str) -> tuple[int, str]:
    """Exit code and all that is said by a process that is expected to end by itself."""
    environment = {**os.environ, "DATABASE_URL": database_url(), **environment}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def refusal(sentence: str) -> tuple[int, str]:
    return 1, f"Not started: {sentence}\n"


@contextmanager
def migration(app: str, name: str, *, applied: bool):
    """The database as it is before, or after, a migration."""
    migrations = MigrationRecorder.Migration.objects
    if applied:
        migrations.create(app=app, name=name)
    else:
        migrations.filter(app=app, name=name).delete()
    try:
        yield
    finally:
        migrations.filter(app=app, name=name).delete()
        if not applied:
            migrations.create(app=app, name=name)


# Keys


@each_process
def test_process_refuses_another_vault_key(process, tmp_path):
    mentorship_room(person("mia"), person("noah"))
    make_key(tmp_path / "vault_key")

    assert start(START[process], VAULT_KEY_FILE=str(tmp_path / "vault_key")) == refusal(
        "This database was sealed under another key than the one in VAULT_KEY_FILE: let it name the right file."
    )


def test_web_refuses_a_missing_vault_key(tmp_path):
    assert start(START["web"], VAULT_KEY_FILE=str(tmp_path / "nowhere")) == refusal(
        "The file that VAULT_KEY_FILE names is missing or does not hold 64 hexadecimal characters:"
        " put the site's own there."
    )


def test_web_refuses_to_sign_otherwise_than_the_others(tmp_path):
    check_signing_key()
    make_key(tmp_path / "keys" / "secret_key")
    vault_key = str(Path(os.environ["VAR_DIR"]) / "keys" / "vault_key")

    assert start(START["web"], VAR_DIR=str(tmp_path), VAULT_KEY_FILE=vault_key) == refusal(
        "The secret_key in VAR_DIR/keys is not the one that this site signs with: copy that file here, or make this"
        " one the site's by `manage.py release --new-secret-key`, which signs everybody out."
    )


def test_web_refuses_to_go_without_a_signing_key(tmp_path):
    assert start(START["web"], VAR_DIR=str(tmp_path)) == refusal(
        "there is no secret_key in VAR_DIR/keys. Run `manage.py release` first."
    )


# The database


@each_process
def test_process_refuses_a_database_that_does_not_answer(process):
    address = f"postgres://menteo:secret@127.0.0.1:{free_port()}/menteo"

    assert start(START[process], DATABASE_URL=address) == refusal(
        "the database does not answer: start PostgreSQL, or correct DATABASE_URL."
    )


@only_postgres
def test_web_says_why_postgres_refuses_it():
    assert start(START["web"], DATABASE_URL=f"{database_url()}_of_others") == refusal(
        f'PostgreSQL refuses the connection (database "{database_url().rsplit("/", 1)[1]}_of_others" does not exist):'
        " see to that, or correct DATABASE_URL."
    )


def test_postgres_without_limits_for_transactions_is_too_old():
    told = 'connection failed: FATAL:  unrecognized configuration parameter "transaction_timeout"'

    assert why_no_connection(told) == "PostgreSQL is older than version 17: let DATABASE_URL name a newer one."


def test_web_refuses_a_file_that_is_no_database(tmp_path):
    (tmp_path / "notes.txt").write_text("Not a database. " * 100)

    code, said = start(START["web"], DATABASE_URL=f"sqlite:///{tmp_path}/notes.txt")

    assert (code, said) == refusal("the database cannot be used (DatabaseError). Run `manage.py release` first.")


def test_web_refuses_a_database_without_tables(tmp_path):
    assert start(START["web"], DATABASE_URL=empty_database(tmp_path)) == refusal(
        "the database is older than this version of the site. Run `manage.py release` first."
    )


def test_web_refuses_an_old_schema():
    with migration("accounts", "0002_signing_mark", applied=False):
        assert start(START["web"]) == refusal(
            "the database is older than this version of the site. Run `manage.py release` first."
        )


def test_web_refuses_a_newer_schema():
    with migration("rooms", "9999_of_tomorrow", applied=True):
        assert start(START["web"]) == refusal(
            "the database is newer than this version of the site: install the version that changed it last."
        )


@only_postgres
def test_web_refuses_a_clock_far_from_the_databases():
    code, said = start([sys.executable, "-c", TOMORROW])

    assert code == 1
    assert said.startswith("Not started: this machine's clock and the database's are 8")
    assert said.endswith(" seconds apart: let both keep time by NTP.\n")


# Settings


@each_process
@pytest.mark.parametrize("setting", ["PORT", "DATABASE_URL", "REDIS_URL"])
def test_process_refuses_a_setting_that_makes_no_sense_by_its_name(process, setting):
    code, said = start(START[process], **{setting: "perhaps"})

    assert (code, said.count("\n"), setting in said) == (1, 1, True)


def test_web_starts_without_its_redis():
    code, _said = start(START["web"], REDIS_URL=f"redis://127.0.0.1:{free_port()}/0")

    assert code == 0
