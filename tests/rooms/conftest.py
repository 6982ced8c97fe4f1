"""Live clients that end with the hub that they started. Not here: people and their room (tests)."""

from __future__ import annotations

import pytest_asyncio

from tests.builders.live import Client, leave_all


@pytest_asyncio.fixture
async def connect():
    """A function that opens a socket for a person; all are closed at the end."""
    clients: list[Client] = []

    def opening(person, **more) -> Client:
        clients.append(Client(person, **more))
        return clients[-1]

    yield opening
    await leave_all(clients)
