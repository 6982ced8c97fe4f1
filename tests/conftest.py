"""Gives every process of the tests an environment before the site is imported, and names the first of the cast.

Not here: builders, and what only one folder's tests need.
"""

from __future__ import annotations

import os
from pathlib import Path

import django
import pytest
from django.conf import settings
from django.db import connection
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck
from hypothesis import settings as tries

if settings.configured:
    pytest.exit("Unset DJANGO_SETTINGS_MODULE: the tests bring an environment of their own.", returncode=2)

from tests import environment  # noqa: F401  (the settings read what it sets)
from tests.builders.redis_server import redis_server

django.setup()

# The settings are ready by now.
from tests.builders.database import ON_POSTGRES  # noqa: E402
from tests.builders.people import person  # noqa: E402
from tests.builders.rooms import mentorship_room  # noqa: E402

# Every test client would look at all static files before its first request.
settings.WHITENOISE_AUTOREFRESH = True

# Emptying a database fills in Django's own permissions again, which nobody here asks: most of what emptying costs.
post_migrate.receivers = []

# How long an example takes says more about the machine's other work than about ours.
tries.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
tries.load_profile("patient")

ROOMS = Path(__file__).parent / "rooms"
ASKING = {"db", "transactional_db", "live_server"}


@pytest.fixture(scope="session")
def redis_process():
    with redis_server() as server:
        yield server


@pytest.fixture
def redis(redis_process):
    """A Redis that is up and empty, whatever an earlier test did to it."""
    redis_process.ensure_up()
    redis_process.flush()
    return redis_process


@pytest.fixture(autouse=True)
def lasting_transaction(_django_db_marker):
    """A test that is one transaction may last longer than any of the site's."""
    if ON_POSTGRES and connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL transaction_timeout = 0")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")


@pytest.fixture
def mia(db):
    return person("mia")


@pytest.fixture
def noah(db):
    return person("noah")


@pytest.fixture
def room(mia, noah):
    """Mia mentors Noah."""
    return mentorship_room(mia, noah)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let no worker inherit these settings: each makes its own folder and keys first."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Of the rooms' tests only what asks a database is run on PostgreSQL; the rest is the same as on SQLite."""
    if ON_POSTGRES:
        config.hook.pytest_deselected(items=[item for item in items if not differs_on_postgres(item)])
        items[:] = [item for item in items if differs_on_postgres(item)]


def differs_on_postgres(item: pytest.Item) -> bool:
    asks = item.get_closest_marker("django_db") or ASKING & set(getattr(item, "fixturenames", ()))
    return bool(asks) or ROOMS not in item.path.parents


def pytest_configure(config: pytest.Config) -> None:
    """Leave the databases of a grown run to the end of their server; threads that end late may hold one open."""
    config.option.reuse_db = ON_POSTGRES
