"""The socket between one page and the site, in the hands of a test: held back, altered, cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute


class Wires:
    """Stands between the page and the site from the page's next navigation on."""

    def __init__(self, page: Page) -> None:
        self._held: list[str] | None = None
        self._swap = ("", "")
        self._server: WebSocketRoute | None = None
        self._page: WebSocketRoute | None = None
        page.route_web_socket("**/ws/live/", self._connect)

    def hold(self) -> None:
        """Keep back what the page says from now on."""
        self._held = []

    def release(self) -> None:
        """Hand on what was kept back, and everything after it."""
        held, self._held = self._held or [], None
        for said in held:
            self._pass_on(said)

    def replace(self, before: str, after: str) -> None:
        """Alter what the page says."""
        self._swap = (before, after)

    def cut(self) -> None:
        """End the connection as a broken network does; what was kept back or is still under way is lost."""
        self.deafen()
        assert self._page
        self._page.close(code=3000)

    def deafen(self) -> None:
        """Lose what was kept back and whatever this connection says; the next connection is a good one."""
        assert self._page
        self._held = None
        self._page.on_message(lambda _said: None)

    def _connect(self, page: WebSocketRoute) -> None:
        self._page, self._server = page, page.connect_to_server()
        page.on_message(self._hear)

    def _hear(self, said: str | bytes) -> None:
        text = said if isinstance(said, str) else said.decode()
        if self._held is None:
            self._pass_on(text)
        else:
            self._held.append(text)

    def _pass_on(self, said: str) -> None:
        assert self._server
        before, after = self._swap
        self._server.send(said.replace(before, after) if before else said)
