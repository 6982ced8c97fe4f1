"""The people of a mentorship room, and live clients that end with the hub that they started."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.builders.live import Client, leave_all
from tests.builders.people import person
from tests.builders.rooms import mentorship_room


@pytest.fixture
def mia(db):
    return person("mia")


@pytest.fixture
def noah(db):
    return person("noah")


@pytest.fixture
def room(mia, noah):
    return mentorship_room(mia, noah)


@pytest_asyncio.fixture
async def connect():
    """A function that opens a socket for a person; all are closed at the end."""
    clients: list[Client] = []

    def opening(person, **more) -> Client:
        clients.append(Client(person, **more))
        return clients[-1]

    yield opening
    await leave_all(clients)
