"""Loads the tests' own environment before anything of the site is imported. Not here: builders (tests.builders)."""

from __future__ import annotations

import django

from tests import environment  # noqa: F401  (the settings read what it sets)

django.setup()
