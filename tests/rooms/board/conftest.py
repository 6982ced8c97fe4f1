"""One goal on the board of a mentorship room. Not here: people and the room (tests)."""

from __future__ import annotations

import pytest

from tests.builders.board import add_goal


@pytest.fixture
def goal(room, noah):
    """Noah's, the first event of the room."""
    return add_goal(room, noah, due_on="2099-01-31", why="Parties should understand")
