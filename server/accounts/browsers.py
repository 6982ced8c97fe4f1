"""A browser's name from its User-Agent header, for the list of open sign-ins (pure)."""

from __future__ import annotations

# The first match wins: Edge and Opera also call themselves Chrome, Chrome also Safari, Android also Linux.
BROWSERS = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
]


def browser_name(agent: str) -> str:
    """Such as "Firefox, Linux"; an empty string when nothing is recognised."""
    return ", ".join(name for name in (first_match(BROWSERS, agent), first_match(SYSTEMS, agent)) if name)


def first_match(names: list[tuple[str, str]], agent: str) -> str:
    return next((name for mark, name in names if mark in agent), "")
