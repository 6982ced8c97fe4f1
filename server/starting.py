"""What must be true before a process may serve. Not here: making it true (the release command)."""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from rooms.vault import VaultError, check_master
from server.accounts.signing import WrongSigningKey, check_signing_key

CLOCK_SECONDS = 10


class Unfit(Exception):  # noqa: N818  (a refusal with its sentence, not a fault)
    """Why a process may not serve, and what to do about it."""


def refuse_unfit_start() -> None:
    """End the process with one sentence when database, schema, clock or keys are not those of this site."""
    try:
        check_key_file()
        check_database()
        check_schema()
        check_clock()
        check_master()
        check_signing_key()
    except (Unfit, VaultError, WrongSigningKey) as fault:
        sys.exit(f"Not started: {fault}")
    except Error as fault:
        sys.exit(f"Not started: the database cannot be used ({type(fault).__name__}). Run `manage.py release` first.")
    finally:
        connection.close()


def check_key_file() -> None:
    if not settings.SECRET_KEY_FILE.is_file():
        raise Unfit("there is no secret_key in VAR_DIR/keys. Run `manage.py release` first.")


def check_database() -> None:
    """Ask once, past the pool, which would go on trying."""
    if connection.vendor != "postgresql":
        return
    driver: Any = connection.Database  # type: ignore[attr-defined]  # every backend has it
    try:
        driver.connect(**connection.get_connection_params()).close()
    except driver.OperationalError as fault:
        raise Unfit(why_no_connection(str(fault))) from None


def why_no_connection(told: str) -> str:
    """In our words when nobody answered, in PostgreSQL's when it said no; these name no more than the address does."""
    _before, was_answered, refusal = told.partition("FATAL:")
    if "transaction_timeout" in refusal:
        return "PostgreSQL is older than version 17: let DATABASE_URL name a newer one."
    if was_answered:
        reason = refusal.strip().splitlines()[0]
        return f"PostgreSQL refuses the connection ({reason}): see to that, or correct DATABASE_URL."
    return "the database does not answer: start PostgreSQL, or correct DATABASE_URL."


def check_schema() -> None:
    """The tables must be exactly those of this version."""
    loader = MigrationLoader(connection)
    known, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    if known - applied:
        raise Unfit("the database is older than this version of the site. Run `manage.py release` first.")
    if any(app in loader.migrated_apps for app, _name in applied - known):
        raise Unfit("the database is newer than this version of the site: install the version that changed it last.")


def check_clock() -> None:
    """Sign-ins, leases and codes end by this machine's clock, and are written down by the database's."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        off_seconds = abs((timezone.now() - cursor.fetchone()[0]).total_seconds())
    if off_seconds > CLOCK_SECONDS:
        raise Unfit(
            f"this machine's clock and the database's are {off_seconds:.0f} seconds apart: let both keep time by NTP."
        )
