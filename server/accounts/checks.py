"""Checks before the site starts. Not here: checks of single settings (server.settings)."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from server.accounts.demo import refuse_demo_in_production


@register(Tags.database)
def check_no_demo_in_production(**_options: Any) -> list[CheckMessage]:
    """Runs with `check --database default` and before every `migrate`; a database without tables is no demo."""
    try:
        refuse_demo_in_production()
    except ImproperlyConfigured as fault:
        return [Error(str(fault), id="accounts.E001")]
    except (OperationalError, ProgrammingError):
        return []
    return []
