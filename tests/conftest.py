"""Gives every process of the tests an environment of its own before the site is imported. Not here: builders."""

from __future__ import annotations

import os

import django
import pytest
from django.conf import settings

if settings.configured:
    pytest.exit("Unset DJANGO_SETTINGS_MODULE: the tests bring an environment of their own.", returncode=2)

from tests import environment  # noqa: F401  (the settings read what it sets)

django.setup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes() -> None:
    """Let no worker inherit these settings: each makes its own folder and keys first."""
    os.environ.pop("DJANGO_SETTINGS_MODULE", None)
