"""Passwords that are checked in no time. Not here: passwords that a site in a process of its own checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def quick_passwords(settings: SettingsWrapper) -> None:
    settings.PASSWORD_HASHERS = ["tests.builders.people.QuickArgon2"]
