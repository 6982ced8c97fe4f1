"""Leaves what needs programs of the system to `make test-clients`, which asks for it by its mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    clients = [item for item in items if "clients" in item.path.parts]
    for item in clients:
        item.add_marker("client")
    if config.option.markexpr != "client":
        config.hook.pytest_deselected(items=clients)
        items[:] = [item for item in items if item not in clients]
