"""Real faults of the database that a writer may meet, on either kind. Not here: servers that die (postgres_server)."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from django.db import connection
from django.db.backends.signals import connection_created

from tests.builders.database import ON_POSTGRES, database_url

if TYPE_CHECKING:
    from collections.abc import Iterator

# What PostgreSQL says of a row that breaks a rule, of a transaction that must come again, and of a full disk.
RULE_BROKEN, COME_AGAIN, DISK_FULL = "23514", "40001", "53100"


@contextmanager
def locked_database() -> Iterator[None]:
    """Somebody else holds the write lock, on PostgreSQL that of every room, for longer than anybody waits for it."""
    with _impatient_postgres() if ON_POSTGRES else _impatient_sqlite():
        other: Any = psycopg.connect(database_url()) if ON_POSTGRES else _other_sqlite()
        other.execute("SELECT 1 FROM rooms_room FOR UPDATE" if ON_POSTGRES else "BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.rollback()
            other.close()


def _other_sqlite() -> sqlite3.Connection:
    return sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)


@contextmanager
def _impatient_sqlite() -> Iterator[None]:
    options = connection.settings_dict["OPTIONS"]
    patience, options["timeout"] = options["timeout"], 0.05
    try:
        yield
    finally:
        options["timeout"] = patience


@contextmanager
def _impatient_postgres() -> Iterator[None]:
    """For connections that are taken meanwhile; none of them comes back into the pool."""
    try:
        with on_connecting("SET lock_timeout = '50ms'"):
            yield
    finally:
        connection.pool.drain()


@contextmanager
def on_connecting(statement: str) -> Iterator[None]:
    """Whoever takes a connection meanwhile begins with this statement."""

    def execute(connection: Any, **_more: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)

    connection_created.connect(execute)
    try:
        yield
    finally:
        connection_created.disconnect(execute)


@contextmanager
def full_disk() -> Iterator[None]:
    """No more room: for the file of SQLite, for connections made meanwhile; for the messages of PostgreSQL."""
    if ON_POSTGRES:
        with _failing_messages("TRUE", DISK_FULL):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
    with on_connecting("PRAGMA max_page_count = 1"):
        yield


@contextmanager
def broken_message(client_id: str, how: str) -> Iterator[None]:
    """Storing this message fails: ABORT is its own fault alone, ROLLBACK takes the whole transaction along."""
    which = f"NEW.client_id = '{client_id}'"
    if ON_POSTGRES:
        with _failing_messages(which, RULE_BROKEN if how == "ABORT" else COME_AGAIN):
            yield
        return
    act = f"BEGIN SELECT RAISE({how}, 'broken'); END"
    _execute(f"CREATE TRIGGER broken_message BEFORE INSERT ON rooms_message WHEN {which} {act}")
    try:
        yield
    finally:
        _execute("DROP TRIGGER broken_message")


@contextmanager
def _failing_messages(which: str, code: str) -> Iterator[None]:
    """Inserting these messages ends with this error of PostgreSQL."""
    act = f"BEGIN RAISE EXCEPTION 'broken' USING ERRCODE = '{code}'; END"
    _execute(f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ {act} $$")
    _execute(
        f"CREATE TRIGGER broken_message BEFORE INSERT ON rooms_message FOR EACH ROW WHEN ({which}) "
        "EXECUTE FUNCTION fail()"
    )
    try:
        yield
    finally:
        _execute("DROP FUNCTION fail CASCADE")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
