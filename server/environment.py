"""Reads environment variables and refuses what it cannot understand, by name. Not here: what they mean (settings)."""

from __future__ import annotations

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class Environment(environ.Env):  # type: ignore[misc]  # the package carries no types
    """django-environ, except that a word which is no number or no answer is an error and not a guess."""

    def bool(self, var: str, default: Any = environ.Env.NOTSET) -> bool:
        value = self.str(var, str(default))
        if value.lower() not in TRUE | FALSE:
            raise ImproperlyConfigured(f"{var} must be 1 or 0, not {value!r}.")
        return value.lower() in TRUE

    def float(self, var: str, default: Any = environ.Env.NOTSET) -> float:
        value = self.str(var, str(default))
        try:
            return float(value)
        except ValueError:
            raise ImproperlyConfigured(f"{var} must be a number, not {value!r}.") from None

    def int(self, var: str, default: Any = environ.Env.NOTSET) -> int:
        value = self.str(var, str(default))
        try:
            return int(value)
        except ValueError:
            raise ImproperlyConfigured(f"{var} must be a whole number, not {value!r}.") from None
