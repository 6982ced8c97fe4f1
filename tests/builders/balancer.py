"""One address before several sites, as a proxy is: each connection goes to the next site that takes it."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from itertools import cycle

from tests.builders.commands import free_port

RETRY_SECONDS = 0.05
GIVE_UP_SECONDS = 30.0
CHUNK = 64 * 1024


class Balancer:
    """Bytes in, bytes out, in a thread with a loop of its own; it knows nothing of HTTP."""

    def __init__(self) -> None:
        self.port = free_port()
        self._ports: list[int] = []
        self._next = cycle(range(1))
        self._open: set[asyncio.StreamWriter] = set()

    def start(self, ports: list[int]) -> None:
        self._ports, self._next = ports, cycle(range(len(ports)))
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(asyncio.start_server(self._meet, "127.0.0.1", self.port))
        self._thread = threading.Thread(target=self._loop.run_forever, name="balancer", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def cut(self) -> None:
        """Drop every connection in the middle of whatever it carries."""
        asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result(10)

    async def _cut(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _close(self) -> None:
        self._server.close()
        await self._cut()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            site_reader, site_writer = await self._site()
            self._open.add(site_writer)
            await asyncio.gather(_pour(reader, site_writer), _pour(site_reader, writer))
            self._open.discard(site_writer)
        except (OSError, TimeoutError):
            writer.close()
        finally:
            self._open.discard(writer)

    async def _site(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while True:
                for _ in self._ports:
                    with suppress(OSError):
                        return await asyncio.open_connection("127.0.0.1", self._ports[next(self._next)])
                await asyncio.sleep(RETRY_SECONDS)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand on one direction until it ends; then the other side hears that it ended."""
    try:
        while chunk := await reader.read(CHUNK):
            writer.write(chunk)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.close()
