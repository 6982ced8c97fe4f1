"""A Monday morning before anything that the tests book, and a server of calendars. Not here: people (tests)."""

from __future__ import annotations

import pytest
import time_machine

from tests.builders.https_server import https_server
from tests.builders.mail import BACKEND
from tests.builders.sessions import NOW, policy


@pytest.fixture
def rules(mia):
    """What Mia allows: nine to five on every day."""
    return policy(mia, durations=[30, 60], step=30)


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as now:
        yield now


@pytest.fixture
def queue(settings):
    """Mail waits in rows, as it does on the site."""
    settings.EMAIL_BACKEND = BACKEND


@pytest.fixture(scope="session")
def running_server():
    with https_server() as server:
        yield server


@pytest.fixture
def server(running_server):
    """Hands out nothing yet, and was asked for nothing."""
    running_server.answers.clear()
    running_server.asked.clear()
    return running_server
