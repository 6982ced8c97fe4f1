"""Marks what needs programs of the system, so that `make test` leaves it to `make test-clients`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "clients" in item.path.parts:
            item.add_marker("client")
