"""A mentor and a mentee in their room, on a Monday morning before anything that the tests book."""

from __future__ import annotations

import pytest
import time_machine

from tests.builders.mail import BACKEND
from tests.builders.people import person
from tests.builders.rooms import mentorship_room
from tests.builders.sessions import NOW, policy


@pytest.fixture
def mia(db):
    return person("mia")


@pytest.fixture
def noah(db):
    return person("noah")


@pytest.fixture
def room(mia, noah):
    return mentorship_room(mia, noah)


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
