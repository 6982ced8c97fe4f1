"""Reads environment variables and refuses what it cannot understand, by name. Not here: what they mean (settings)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

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

    def database(self, var: str, default: str) -> dict[str, Any]:
        """The address of a database as Django wants it; a wrong one is not quoted, since it may hold a password."""
        address = self.str(var, default)
        if not is_database_address(address):
            raise ImproperlyConfigured(
                f"{var} must be sqlite:///path/of/file or postgres://user:password@host[:port]/name,"
                " with special characters in user and password written as percent codes."
            )
        return dict(self.db_url_config(address))

    def redis_addresses(self, var: str) -> list[str]:
        """The addresses in their order; a wrong one is named by its place, since it may hold a password."""
        addresses = str(self.str(var, "")).replace(",", " ").split()
        for no, address in enumerate(addresses, start=1):
            if not is_redis_address(address):
                raise ImproperlyConfigured(
                    f"Address {no} of {var} must be redis://[user:password@]host[:port][/number],"
                    " rediss:// for TLS, or unix:///path/of/socket."
                )
        return addresses

    def inbound_address(self, var: str) -> str:
        """Where answers by mail wait or are handed over; a wrong one is not quoted, since it may hold a password."""
        address = str(self.str(var, ""))
        if address and not is_inbound_address(address):
            raise ImproperlyConfigured(
                f"{var} must be imaps://user:password@host[:port][/folder], maildir:///path/of/folder,"
                " lmtp://host:port or lmtp:///path/of/socket,"
                " with special characters in user and password written as percent codes."
            )
        return address


def is_database_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme in ("sqlite", "postgres", "postgresql") and has_port and bool(parts.path.strip("/"))


def is_redis_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        has_port = parts.port is None or parts.port > 0
    except ValueError:
        return False
    number = parts.path.removeprefix("/")
    if parts.scheme == "unix":
        return not parts.hostname and bool(number)
    is_network = parts.scheme in ("redis", "rediss") and bool(parts.hostname) and has_port
    return is_network and (not number or number.isdecimal())


def is_inbound_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    has_path, extra = bool(parts.path.strip("/")), parts.query + parts.fragment
    match parts.scheme:
        case "imaps":
            return bool(parts.hostname and parts.username and parts.password) and not extra
        case "maildir":
            return not parts.netloc and has_path
        case "lmtp":
            return (bool(parts.hostname and port) and not has_path) or (not parts.netloc and has_path)
    return False
