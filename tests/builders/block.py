"""A network that lets no socket through, around one page. Not here: one that loses what a socket says (wires)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocketRoute


class Block:
    """Ends every socket of the page as soon as it is opened, until it is lifted."""

    def __init__(self, page: Page) -> None:
        self.tried = 0
        self._is_lifted = False
        page.route_web_socket("**/ws/live/", self._meet)

    def lift(self) -> None:
        self._is_lifted = True

    def _meet(self, socket: WebSocketRoute) -> None:
        self.tried += 1
        if self._is_lifted:
            socket.connect_to_server()
        else:
            socket.close(code=3000)
