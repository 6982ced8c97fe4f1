"""`manage.py take_mail`: the process at whose LMTP door a mail server hands over mail. Not here: the door (lmtp)."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from calendar_sync.inbound.lmtp import protocol
from server.starting import refuse_unfit_start

if TYPE_CHECKING:
    from urllib.parse import SplitResult


class Command(BaseCommand):
    requires_system_checks: list[str] = []
    help = "Take mail for the calendar by LMTP at INBOUND_URL, until SIGTERM or Ctrl-C."

    def handle(self, *_arguments: Any, **_options: Any) -> None:
        address = urlsplit(settings.INBOUND_URL)
        if address.scheme != "lmtp":
            raise CommandError("INBOUND_URL must be lmtp://host:port or lmtp:///path/of/socket.")
        refuse_unfit_start()
        asyncio.run(take(address))


async def take(address: SplitResult) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with await listening(address):
        await stop.wait()


async def listening(address: SplitResult) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    if address.hostname:
        return await loop.create_server(protocol, address.hostname, address.port)
    return await loop.create_unix_server(protocol, address.path)
