"""`manage.py feed_check`: the strict checks on any calendar, at an address or in a file. Not here: the checks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.core.management.base import BaseCommand, CommandError

from calendar_sync.feeds.checking import MOST_BYTES, faults

if TYPE_CHECKING:
    from django.core.management.base import CommandParser

SECONDS = 10


class Command(BaseCommand):
    help = "Say what calendar programs would stumble over in a calendar, at an https address or in a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("calendar", help="an address that begins with http(s):// or webcal://, or a file")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        found = faults(read(options["calendar"]))
        for fault in found:
            self.stdout.write(fault)
        if found:
            raise CommandError(f"{len(found)} faults.")
        self.stdout.write("No faults.")


def read(source: str) -> bytes:
    """Whoever may run this decides what it fetches, on this machine too."""
    address = source.replace("webcal://", "http://", 1)
    try:
        if not address.startswith(("https://", "http://")):
            return Path(source).read_bytes()
        request = Request(address, headers={"User-Agent": "Menteo feed check"})  # noqa: S310  (http and https alone)
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            content: bytes = answer.read(2 * MOST_BYTES)
            return content
    except (OSError, URLError) as error:
        # The address of a feed is a secret.
        raise CommandError(f"It cannot be read: {type(error).__name__}.") from None
